import {
  type AttributeValue,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../lambdas/phone-number.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import type { Execution } from "../../scripts/execution/follow.ts";
import { deployedDefinition, pathOf } from "../../scripts/verify/expect.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { ownLogsOnly, permissionsOf } from "../../scripts/verify/permissions.ts";
import { runFrom } from "../../scripts/verify/run-from.ts";
import { textReceived } from "../../scripts/verify/sms.ts";

interface Output {
  searchText: string;
  tweet: Tweet;
  sms: { messageId: string };
}

const branches = ["Generate Message", "Store Tweet"];
const days = 24 * 60 * 60;

/**
 * Runs the TweetBot twice at once, so that both find the same tweet, and once from the Parallel state on, with a tweet
 * that DynamoDB does not take.
 */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, stack, definition, input, run, check } = lesson;
  const phoneNumber = parsePhoneNumber(input.phoneNumber);
  const refused = runFrom(lesson, "The tweet can't be stored", "Write and Store", {
    searchText: input.searchText,
    phoneNumber,
    tweet: { id: "", author: "nobody", text: "A key must not be empty.", createdAt: "2026-11-20T00:00:00Z" },
    expiresAt: 1_800_000_000,
  });
  refused.catch(() => {}); // the checks that wait for it tell what is wrong
  const [found, again] = await Promise.all([
    run("A tweet is found", input),
    run("The same tweet is found again", input),
  ]);
  const output = found.output as Output | undefined;
  const table = stack.outputs.TweetTableName;

  await check(
    "The execution succeeds",
    { hint: "Look at the state that failed and at its error.", section: "run-it" },
    () => assert.is(found.status, "SUCCEEDED", found.cause),
  );

  await check(
    "The states run in order: Find Tweet, Wait, Write and Store with its two branches, Message",
    { hint: "Follow StartAt and each Next; the branches have a StartAt of their own.", section: "parallel" },
    () => {
      const path = pathOf(found);
      const inBranches = path.splice(3, branches.length).sort();
      assert.equal(
        [...path.slice(0, 3), ...inBranches, ...path.slice(3)],
        ["Find Tweet", "Wait", "Write and Store", ...branches, "Message"],
      );
    },
  );

  await check(
    "Generate Message and Store Tweet run at the same time",
    { hint: "Each is a branch of its own in the Parallel state.", section: "parallel" },
    () => {
      const spans = branches.map(state => span(found, state));
      const lastEntered = Math.max(...spans.map(({ entered }) => entered));
      const firstLeft = Math.min(...spans.map(({ left }) => left));
      assert.ok(lastEntered < firstLeft, "one of them began after the other had ended");
    },
  );

  await check(
    "Message comes after both of them",
    { hint: "Message is the Next of the Parallel state, not of a state in a branch.", section: "parallel" },
    () => {
      const { left } = span(found, "Write and Store");
      assert.ok(left < span(found, "Message").entered, "it does not follow Write and Store");
    },
  );

  await check(
    "The table holds the tweet as it was found, and which execution found it for which search",
    {
      hint: "Item maps each attribute to its type and a path, or to the context object.",
      section: "store-tweet",
    },
    async () => {
      if (!output) throw new Error("the execution has no output, so it is not known which tweet it found");
      const { ttl: _, executionName, ...item } = plain(await storedItem(target, table, output.tweet.id));
      assert.equal(item, { ...output.tweet, searchText: output.searchText });
      assert.ok(
        [found.name, again.name].includes(String(executionName)),
        `executionName is ${executionName}`,
      );
    },
  );

  await check(
    "The table forgets the tweet after 30 days",
    { hint: "ttl is a number of seconds since 1970, and the table's time to live.", section: "time-to-live" },
    async () => {
      const { TimeToLiveDescription } = await target
        .client(DynamoDBClient)
        .send(new DescribeTimeToLiveCommand({ TableName: table }));
      assert.is(TimeToLiveDescription?.AttributeName, "ttl");
      assert.match(TimeToLiveDescription?.TimeToLiveStatus ?? "", /^ENABL(ED|ING)$/);
      const { ttl } = await storedItem(target, table, output?.tweet.id);
      const kept = Number(ttl?.N) - found.startDate.getTime() / 1000;
      assert.ok(Math.abs(kept - 30 * days) < 120, `ttl is ${JSON.stringify(ttl)}`);
    },
  );

  await check(
    "The phone number is not stored",
    { hint: "Leave out of Item what nobody needs to read there.", section: "store-tweet" },
    async () => {
      const item = plain(await storedItem(target, table, output?.tweet.id));
      const digits = JSON.stringify(item).replace(/\D/g, "");
      assert.not(digits.includes(phoneNumber.slice(1)), "the phone number is in the item");
    },
  );

  await check(
    "Finding the same tweet again neither adds an item nor fails",
    {
      hint: "The tweet's id is the item's key, and the put has no condition.",
      section: "twice-the-same-tweet",
    },
    async () => {
      assert.equal([found.status, again.status], ["SUCCEEDED", "SUCCEEDED"]);
      assert.is(await countItems(target, table, output?.tweet.text), 1);
    },
  );

  await check(
    "The phone gets the message about the tweet",
    { hint: 'Message publishes "$.message.text": OutputPath chooses what it gets.', section: "parallel" },
    async () => {
      const text = await textReceived(target, found, phoneNumber, output?.sms.messageId);
      assert.ok(output && text.includes(`@${output.tweet.author}`), `no author in: ${text}`);
    },
  );

  await check(
    "A tweet that can't be stored is tried three times",
    { hint: "Store Tweet has a Retry with MaxAttempts 2.", section: "when-a-branch-fails" },
    async () => {
      const visit = (await refused).visits.find(({ name }) => name === "Store Tweet");
      assert.is(visit?.attempts, 3);
    },
  );

  await check(
    "A tweet that can't be stored fails with TweetNotStored and sends nothing",
    { hint: "Store Tweet catches what its Retry gives up on.", section: "when-a-branch-fails" },
    async () => {
      const { status, error, visits } = await refused;
      assert.equal([status, error], ["FAILED", "TweetNotStored"]);
      assert.not.ok(visits.some(({ name }) => name === "Message"));
    },
  );

  await check(
    "The deployed definition is the one in this folder",
    { hint: "Deploy again: someone changed the state machine, or the file.", section: "deploy-it" },
    async () => assert.equal(await deployedDefinition(target, stack.outputs.StateMachineArn), definition),
  );

  await check(
    "The functions may only write their own logs",
    { hint: "Allow just these actions, on the function's own log group.", section: "one-more-permission" },
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
    "The state machine may only invoke the two functions, put items into the table and text phones",
    { hint: "Allow dynamodb:PutItem on this one table.", section: "one-more-permission" },
    async () =>
      assert.equal(await permissionsOf(target, stack.resources.StateMachineRole), [
        `Allow dynamodb:PutItem on ${stack.arn("dynamodb", `table/${table}`)}`,
        `Allow lambda:InvokeFunction on ${stack.arn("lambda", `function:${stack.resources.FindTweetFunction}`)}`,
        `Allow lambda:InvokeFunction on ${stack.arn("lambda", `function:${stack.resources.GenerateMessageFunction}`)}`,
        "Allow sns:Publish on anything but arn:aws:sns:*:*:*",
      ]),
  );
}

/** Where in an execution's history a state is entered and left, and NaN for a state that is not. */
function span({ events }: Execution, state: string): { entered: number; left: number } {
  const entered = events.find(event => event.stateEnteredEventDetails?.name === state)?.id;
  const left = events.find(event => event.stateExitedEventDetails?.name === state)?.id;
  return { entered: entered ?? Number.NaN, left: left ?? Number.NaN };
}

type Item = Record<string, AttributeValue>;

async function storedItem(target: Lesson["target"], table = "", id = ""): Promise<Item> {
  const { Item } = await target
    .client(DynamoDBClient)
    .send(new GetItemCommand({ TableName: table, Key: { id: { S: id } }, ConsistentRead: true }));
  if (!Item) throw new Error(`the table ${table} holds no item with the id ${id}`);
  return Item;
}

/** The values of an item without their types. */
function plain(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, Object.values(value)[0]]));
}

async function countItems(target: Lesson["target"], table = "", text = ""): Promise<number> {
  let count = 0;
  const query = {
    TableName: table,
    ConsistentRead: true,
    FilterExpression: "#text = :text",
    ExpressionAttributeNames: { "#text": "text" },
    ExpressionAttributeValues: { ":text": { S: text } },
  };
  for await (const page of paginateScan({ client: target.client(DynamoDBClient) }, query))
    count += page.Count ?? 0;
  return count;
}
