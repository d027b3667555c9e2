import { checkDefinition, checkLogs } from "../../scripts/verify/checks.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { checkRole, invokes, usedByStateMachines } from "../../scripts/verify/roles.ts";
import { checkFunctionRoles, checkMessage, checkRefused, runRefused } from "../04-tweetbot/checks.ts";
import { checkAgreed, checkEnds, checkQuestion, checkQueue } from "../06-approval/checks.ts";
import { askEverybody } from "../06-approval/people.ts";
import {
  checkAnswer,
  checkOutput,
  checkSavings,
  checkUnstorable,
  checkVariables,
  checkWhole,
} from "./checks.ts";
import { runAlone } from "./states.ts";

/**
 * Runs what steps 04 and 06 run: for somebody who agrees, for those who don't, and for what can't end well. Runs two states
 * alone: Find Tweet for tweets that are too long for a text, and Store Tweet for one that nobody has said anything else about.
 */
export default async function verify(lesson: Lesson): Promise<void> {
  const { stack, output, resource } = lesson;

  const alone = runAlone(lesson);
  const [asking, refused] = await Promise.all([askEverybody(lesson), runRefused(lesson)]);
  const { execution } = asking.agreed;

  await checkAgreed(lesson, asking.agreed);

  await checkVariables(lesson, execution, alone);

  await checkOutput(lesson, execution);

  await checkAnswer(lesson, asking);

  await checkRole(
    lesson,
    "The state machine may only invoke one function, store tweets, send questions to the queue and text phones",
    {
      section: "one-function-less",
      role: "StateMachineRole",
      of: ["StateMachine"],
      usedBy: usedByStateMachines(lesson),
      allows: () => ({
        ...invokes(lesson, "FindTweetFunction"),
        "dynamodb:PutItem": stack.arn("dynamodb", `table/${output("TweetTableName")}`),
        "sqs:SendMessage": stack.arn("sqs", resource("ApprovalQueue").split("/").at(-1) ?? ""),
        "sns:Publish": "anything but arn:aws:sns:*:*:*",
      }),
    },
  );

  await checkSavings(lesson, execution, alone);

  await checkWhole(lesson, execution);

  await checkRefused(lesson, refused);

  await checkUnstorable(lesson, alone);

  await checkQueue(lesson);

  await checkQuestion(lesson, asking);

  await checkEnds(lesson, asking);

  await checkMessage(lesson, execution, {
    section: "the-output",
    hint: "Message publishes the text of the message to the phone number that Find Tweet has checked.",
  });

  await checkFunctionRoles(lesson, ["FindTweet"]);

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["FindTweetFunction"]);
}
