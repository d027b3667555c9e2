import { checkDefinition, checkLogs } from "../../scripts/verify/checks.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { checkRole, invokes, usedByStateMachines } from "../../scripts/verify/roles.ts";
import { checkFunctionRoles, checkMessage } from "../04-tweetbot/checks.ts";
import { checkAgreed, checkEnds, checkQuestion, checkQueue } from "./checks.ts";
import { askEverybody } from "./people.ts";

/** Runs the TweetBot for somebody who agrees; and from its question on for those who don't, in time or at all. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { stack, output, resource } = lesson;

  const asking = await askEverybody(lesson);
  const { execution } = asking.agreed;

  await checkAgreed(lesson, asking.agreed);

  await checkQueue(lesson);

  await checkRole(
    lesson,
    "The state machine may only invoke the two functions, store tweets, send questions to the queue and text phones",
    {
      section: "one-more-permission",
      role: "StateMachineRole",
      of: ["StateMachine"],
      usedBy: usedByStateMachines(lesson),
      allows: () => ({
        ...invokes(lesson, "FindTweetFunction", "GenerateMessageFunction"),
        "dynamodb:PutItem": stack.arn("dynamodb", `table/${output("TweetTableName")}`),
        "sqs:SendMessage": stack.arn("sqs", resource("ApprovalQueue").split("/").at(-1) ?? ""),
        "sns:Publish": "anything but arn:aws:sns:*:*:*",
      }),
    },
  );

  await checkQuestion(lesson, asking);

  await checkEnds(lesson, asking);

  await checkMessage(lesson, execution, {
    section: "run-it",
    hint: 'Message publishes "$.message.text" to "$.phoneNumber": the answer goes to "$.approval", beside them.',
  });

  await checkFunctionRoles(lesson);

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["FindTweetFunction", "GenerateMessageFunction"]);
}
