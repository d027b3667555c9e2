import { searchTweets } from "../../lambdas/search-tweets.ts";
import { smsSegments } from "../../lambdas/sms-text.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import feed from "../../lambdas/tweets.json" with { type: "json" };
import { checkDefinition, checkLogs, checkSucceeded, checkWaited } from "../../scripts/verify/checks.ts";
import { fieldOf, pathOf } from "../../scripts/verify/executions.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { checkRole, invokes, usedByStateMachines } from "../../scripts/verify/roles.ts";
import {
  checkFunctionRoles,
  checkGetsTweet,
  checkMessage,
  checkRefused,
  checkRetries,
  runRefused,
} from "./checks.ts";

/** Runs the TweetBot for a tweet that there is, and for what can't end well, all at once. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { stack, input, run, check } = lesson;

  const [found, refused] = await Promise.all([run("A tweet is found", input), runRefused(lesson)]);

  await checkSucceeded(lesson, found);

  await check("The states run in order: Find Tweet, Wait, Generate Message, Message", {
    section: "four-states",
    hint: "Follow StartAt and each Next through the definition.",
    needs: found,
    seen: pathOf(found),
    want: ["Find Tweet", "Wait", "Generate Message", "Message"],
  });

  await checkWaited(lesson, found, "Wait", 10, "four-states");

  await checkFunctionRoles(lesson);

  await checkRole(lesson, "The state machine may only invoke the two functions and text phones", {
    section: "what-the-state-machine-may-do",
    role: "StateMachineRole",
    of: ["StateMachine"],
    usedBy: usedByStateMachines(lesson),
    allows: () => ({
      ...invokes(lesson, "FindTweetFunction", "GenerateMessageFunction"),
      "sns:Publish": "anything but arn:aws:sns:*:*:*",
    }),
  });

  await check("Find Tweet finds the newest tweet that matches", {
    section: "find-tweet",
    hint: "Answer with the first of what is found, which is sorted newest first; OutputPath takes it out of Lambda's answer.",
    needs: found,
    seen: () => fieldOf(found, "output.tweet"),
    want: () => {
      const fromX = stack.parameters.XBearerTokenParameter;
      const candidates = fromX ? [fieldOf(found, "output.tweet") as Tweet] : (feed as Tweet[]);
      return searchTweets(candidates, String(input.searchText))[0];
    },
  });

  await checkRefused(lesson, refused);

  await check("The message fits into two SMS segments", {
    section: "generate-message",
    hint: "tweetMessage in lambdas/sms-text.ts shortens a tweet until it fits: 153 GSM-7 or 67 UCS-2 characters a segment.",
    needs: found,
    seen: () => smsSegments(String(fieldOf(found, "output.message.text"))) <= 2,
    want: true,
  });

  await checkGetsTweet(lesson, found);

  await checkMessage(lesson, found, {
    section: "message",
    hint: 'Message publishes "$.message.text" to "$.phoneNumber", and keeps the MessageId at "$.sms.messageId".',
  });

  await checkRetries(lesson);

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["FindTweetFunction", "GenerateMessageFunction"]);
}
