import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../lambdas/phone-number.ts";
import { searchTweets } from "../../lambdas/search-tweets.ts";
import { smsSegments } from "../../lambdas/sms-text.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import feed from "../../lambdas/tweets.json" with { type: "json" };
import { assertWaited, deployedDefinition, pathOf } from "../../scripts/verify/expect.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { ownLogsOnly, permissionsOf } from "../../scripts/verify/permissions.ts";
import { textReceived } from "../../scripts/verify/sms.ts";

interface Output {
  tweet: Tweet;
  message: { text: string };
  sms: { messageId: string };
}

/** Runs the TweetBot three times at once: for a tweet that there is, for one that there is not, and for no phone. */
export default async function verify({
  target,
  stack,
  definition,
  input,
  run,
  check,
}: Lesson): Promise<void> {
  const [found, unmatched, phoneless] = await Promise.all([
    run("A tweet is found", input),
    run("No tweet matches", { ...input, searchText: "xyzzy plugh nothing happens" }),
    run("The phone number is wrong", { ...input, phoneNumber: "555 444 6666" }),
  ]);
  const output = found.output as Output | undefined;

  await check(
    "The execution succeeds",
    { hint: "Look at the state that failed and at its error.", section: "run-it" },
    () => assert.is(found.status, "SUCCEEDED", found.cause),
  );

  await check(
    "The states run in order: Find Tweet, Wait, Generate Message, Message",
    { hint: "Follow StartAt and each Next through the definition.", section: "four-states" },
    () => assert.equal(pathOf(found), ["Find Tweet", "Wait", "Generate Message", "Message"]),
  );

  await check(
    "Wait takes 10 seconds",
    { hint: 'Set "Seconds": 10 in the state "Wait".', section: "four-states" },
    () => assertWaited(found, "Wait", 10),
  );

  await check(
    "Find Tweet finds the newest tweet that matches",
    {
      hint: "Search the whole feed, and take the first of what is sorted newest first.",
      section: "find-tweet",
    },
    () => {
      const fromX = stack.parameters.XBearerTokenParameter;
      const candidates = fromX && output ? [output.tweet] : (feed as Tweet[]);
      assert.equal(output?.tweet, searchTweets(candidates, String(input.searchText))[0]);
    },
  );

  await check(
    "The phone gets a message that names the author and quotes the tweet",
    { hint: 'Message publishes "$.message.text" to "$.phoneNumber".', section: "message" },
    async () => {
      const text = await textReceived(
        target,
        found,
        parsePhoneNumber(input.phoneNumber),
        output?.sms.messageId,
      );
      assert.ok(output && text.includes(`@${output.tweet.author}`), `no author in: ${text}`);
      assert.ok(text.includes(output.tweet.text.slice(0, 20)), `no tweet in: ${text}`);
    },
  );

  await check(
    "The message fits into two SMS segments",
    {
      hint: "A segment holds 153 GSM-7 or 67 UCS-2 characters when there are two.",
      section: "generate-message",
    },
    () => assert.ok(output && smsSegments(output.message.text) <= 2, `too long: ${output?.message.text}`),
  );

  await check(
    "A search without a match fails with NoTweetFound and sends nothing",
    { hint: "Find Tweet catches NoTweetFound and goes to a Fail state.", section: "when-nothing-matches" },
    () => {
      assert.equal([unmatched.status, unmatched.error], ["FAILED", "NoTweetFound"]);
      assert.equal(pathOf(unmatched), ["Find Tweet", "No Tweet Found"]);
    },
  );

  await check(
    "A wrong phone number fails with InvalidPhoneNumber and sends nothing",
    { hint: "Find Tweet checks the number before it searches.", section: "check-the-input-first" },
    () => {
      assert.equal([phoneless.status, phoneless.error], ["FAILED", "InvalidPhoneNumber"]);
      assert.equal(pathOf(phoneless), ["Find Tweet", "Invalid Phone Number"]);
    },
  );

  await check(
    "The deployed definition is the one in this folder",
    { hint: "Deploy again: someone changed the state machine, or the file.", section: "deploy-it" },
    async () => assert.equal(await deployedDefinition(target, stack.outputs.StateMachineArn), definition),
  );

  await check(
    "The functions may only write their own logs",
    { hint: "Allow just these actions, on the function's own log group.", section: "three-roles" },
    async () => {
      const findTweet = await permissionsOf(target, stack.resources.FindTweetRole);
      const token = stack.parameters.XBearerTokenParameter;
      assert.equal(
        findTweet.filter(line => !token || !line.endsWith(`:parameter${token}`)),
        ownLogsOnly(stack, stack.resources.FindTweetLogGroup),
      );
      const generateMessage = await permissionsOf(target, stack.resources.GenerateMessageRole);
      assert.equal(generateMessage, ownLogsOnly(stack, stack.resources.GenerateMessageLogGroup));
    },
  );

  await check(
    "The state machine may only invoke the two functions and text phones",
    {
      hint: "Allow lambda:InvokeFunction on each function, and sns:Publish on no topic.",
      section: "three-roles",
    },
    async () =>
      assert.equal(await permissionsOf(target, stack.resources.StateMachineRole), [
        `Allow lambda:InvokeFunction on ${stack.arn("lambda", `function:${stack.resources.FindTweetFunction}`)}`,
        `Allow lambda:InvokeFunction on ${stack.arn("lambda", `function:${stack.resources.GenerateMessageFunction}`)}`,
        "Allow sns:Publish on anything but arn:aws:sns:*:*:*",
      ]),
  );
}
