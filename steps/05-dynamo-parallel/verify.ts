import { DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../lambdas/phone-number.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import type { Execution } from "../../scripts/execution/follow.ts";
import { begun } from "../../scripts/verify/begun.ts";
import {
  checkDefinition,
  checkLogs,
  checkSucceeded,
  checkWaited,
  deployedDefinition,
} from "../../scripts/verify/checks.ts";
import { catchOf, retryOf, retryText, stateOf } from "../../scripts/verify/errors.ts";
import { askedBy, attemptsIn, fieldOf, pathOf, spanOf, waitedFor } from "../../scripts/verify/executions.ts";
import { readCause } from "../../scripts/verify/failure.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { checkRole, invokes, usedByStateMachines } from "../../scripts/verify/roles.ts";
import { runFrom } from "../../scripts/verify/run-from.ts";
import {
  checkFunctionRoles,
  checkGetsTweet,
  checkMessage,
  checkRefused,
  checkRetries,
  runRefused,
} from "../04-tweetbot/checks.ts";
import { countItems, type Item, plain, storedItem, tableKey } from "./table.ts";

const branches = ["Generate Message", "Store Tweet"];
const days = 24 * 60 * 60;

/**
 * Runs the TweetBot twice at once, so that both find the same tweet and for what can't end well; from the Parallel state on
 * with a tweet that DynamoDB does not take; and one of its branches with a tweet that no message can be written about.
 */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, stack, input, output, run, check } = lesson;
  const table = () => output("TweetTableName");
  const phoneNumber = parsePhoneNumber(input.phoneNumber);

  const data = { searchText: input.searchText, phoneNumber, expiresAt: 1_800_000_000 };
  const keyless = {
    id: "",
    author: "nobody",
    text: "A key must not be empty.",
    createdAt: "2026-11-20T00:00:00Z",
  };
  const unstorable = begun(
    runFrom(lesson, "Write and Store", { "The tweet can't be stored": { ...data, tweet: keyless } }),
  );
  const unwritable = begun(
    runFrom(lesson, "Generate Message", {
      "No message can be written": { tweet: { ...keyless, text: null } },
    }),
  );
  // Case does not count; but on X itself a word in capitals may be an operator.
  const fromX = stack.parameters.XBearerTokenParameter;
  const sameSearch = fromX ? input.searchText : String(input.searchText).toLowerCase();
  const [found, again, refused] = await Promise.all([
    run("A tweet is found", input),
    run("The same tweet is found again", { ...input, searchText: sameSearch }),
    runRefused(lesson),
  ]);
  const id = () => String(fieldOf(found, "output.tweet.id"));

  await checkSucceeded(lesson, found);

  const isNamed = "TweetTableName names the table of the data store";
  await check(isNamed, {
    section: "the-table",
    hint: "Needs lists the data store's template, by the parameter that takes the stack's name; the table's name begins with that.",
    seen: async () => await tableKey(target, table()),
    want: "id",
  });

  await checkRole(
    lesson,
    "The state machine may only invoke the two functions, put items into the table and text phones",
    {
      section: "one-more-permission",
      needs: isNamed,
      role: "StateMachineRole",
      of: ["StateMachine"],
      usedBy: usedByStateMachines(lesson),
      allows: () => ({
        ...invokes(lesson, "FindTweetFunction", "GenerateMessageFunction"),
        "dynamodb:PutItem": stack.arn("dynamodb", `table/${table()}`),
        "sns:Publish": "anything but arn:aws:sns:*:*:*",
      }),
    },
  );

  await check("The table holds the tweet as it was found, and which execution found it for which search", {
    section: "store-tweet",
    hint: "Store Tweet puts it: Item maps each attribute to its type and a path, or to the context object.",
    needs: [isNamed, found],
    judge: async () => {
      const { ttl: _, executionName, ...item } = plain(await storedItem(target, table(), id()));
      const tweet = fieldOf(found, "output.tweet") as Tweet;
      const storing = [found, again].find(({ name }) => name === executionName);
      if (!storing)
        return { message: `executionName is ${executionName}, which is not an execution's name.` };
      assert.equal(item, { ...tweet, searchText: fieldOf(storing, "output.searchText") });
      // The item shows what the last of the two put; the history, what each did.
      for (const execution of [found, again]) {
        const asked = askedBy(execution, "Store Tweet")?.Item as Item | undefined;
        const searchText = fieldOf(execution, "output.searchText");
        if (asked) assert.equal(plain(asked).searchText, searchText, "The search is another one's.");
      }
    },
  });

  await check("The phone number is not stored", {
    section: "store-tweet",
    hint: "Leave out of Item what nobody needs to read there.",
    needs: [isNamed, found],
    judge: async () => {
      const item = plain(await storedItem(target, table(), id()));
      const digits = JSON.stringify(item).replace(/\D/g, "");
      assert.ok(!digits.includes(phoneNumber.slice(1)), "The phone number is in the item.");
    },
  });

  const either = found.status === "SUCCEEDED" ? found : again;
  await check("Finding the same tweet again neither adds an item nor fails", {
    section: "store-tweet",
    hint: "The tweet's id is the item's key, and the put has no condition.",
    needs: [isNamed, either],
    seen: async () => [
      found.status,
      again.status,
      await countItems(target, table(), String(fieldOf(either, "output.tweet.text"))),
    ],
    want: ["SUCCEEDED", "SUCCEEDED", 1],
  });

  await check("The table forgets the tweet after 30 days", {
    section: "time-to-live",
    hint: "ttl is a number of seconds since 1970, and the table's time to live.",
    needs: [isNamed, found],
    judge: async () => {
      const { TimeToLiveDescription } = await target
        .client(DynamoDBClient)
        .send(new DescribeTimeToLiveCommand({ TableName: table() }));
      assert.is(TimeToLiveDescription?.AttributeName, "ttl");
      assert.match(TimeToLiveDescription?.TimeToLiveStatus ?? "", /^ENABL(ED|ING)$/);
      const { ttl } = await storedItem(target, table(), id());
      const kept = Number(ttl?.N) - found.startDate.getTime() / 1000;
      assert.ok(Math.abs(kept - 30 * days) < 120, `ttl is ${JSON.stringify(ttl)}`);
    },
  });

  await check("The states run in order: Find Tweet, Wait, Write and Store with its two branches, Message", {
    section: "parallel",
    hint: "Follow StartAt and each Next; the branches have a StartAt of their own.",
    needs: found,
    seen: () => {
      const path = pathOf(found);
      return [...path.slice(0, 3), ...path.slice(3, 5).sort(), ...path.slice(5)];
    },
    want: ["Find Tweet", "Wait", "Write and Store", ...branches, "Message"],
  });

  await check("Generate Message and Store Tweet run at the same time", {
    section: "parallel",
    hint: "Each is a branch of its own in the Parallel state.",
    needs: found,
    seen: () => branches.filter((state, index) => waitedFor(found, state, branches[1 - index] ?? "")),
    want: [], // neither waited for the other
  });

  await check("Message comes after both of them", {
    section: "parallel",
    hint: "Message is the Next of the Parallel state, not of a state in a branch.",
    needs: found,
    seen: () => spanOf(found, "Write and Store").left < spanOf(found, "Message").entered,
    want: true,
  });

  await check("A tweet that can't be stored is tried three times", {
    section: "twice-the-same-tweet",
    hint: "Store Tweet has a Retry with MaxAttempts 2.",
    seen: async () => attemptsIn((await unstorable())["The tweet can't be stored"], "Store Tweet"),
    want: 3,
  });

  await check("Store Tweet tries again after any error, at random times, each try for at most 30 seconds", {
    section: "twice-the-same-tweet",
    hint: "Retry States.ALL with MaxAttempts 2 and JitterStrategy FULL, and set TimeoutSeconds.",
    seen: async () => {
      const store = stateOf(await deployedDefinition(lesson), "Store Tweet");
      return { TimeoutSeconds: store.TimeoutSeconds, Retry: retryOf(store, "DynamoDB.ThrottlingException") };
    },
    want: { TimeoutSeconds: 30, Retry: retryText({ tries: 2, after: 1, times: 2, jitter: "FULL" }) },
  });

  await check("A tweet that can't be stored fails with TweetNotStored and sends nothing", {
    section: "when-a-branch-fails",
    hint: "Store Tweet catches what its Retry gives up on; ResultPath $.error keeps the error for the Cause.",
    seen: async () => ({
      ...endOf((await unstorable())["The tweet can't be stored"]),
      afterTimeout: await afterTimeout(lesson, "Store Tweet"),
    }),
    want: {
      status: "FAILED",
      error: "TweetNotStored",
      cause: "The tweet could not be stored: (an error). Nothing was sent.",
      sends: false,
      afterTimeout: "Tweet Not Stored",
    },
  });

  await check(
    "A tweet that no message can be written about fails with MessageNotGenerated and sends nothing",
    {
      section: "when-a-branch-fails",
      hint: "Generate Message catches what its Retry does not try again; ResultPath $.error keeps the error for the Cause.",
      seen: async () => ({
        ...endOf((await unwritable())["No message can be written"]),
        afterTimeout: await afterTimeout(lesson, "Generate Message"),
      }),
      want: {
        status: "FAILED",
        error: "MessageNotGenerated",
        cause: "The message could not be written: (an error). Nothing was sent.",
        sends: false,
        afterTimeout: "Message Not Generated",
      },
    },
  );

  await checkWaited(lesson, found, "Wait", 10, "04-tweetbot#four-states");

  await checkGetsTweet(lesson, found);

  await checkMessage(lesson, found, {
    section: "parallel",
    hint: 'Message publishes "$.message.text": OutputPath of the Parallel state chooses what it gets.',
  });

  await checkRefused(lesson, refused);

  await checkRetries(lesson);

  await checkFunctionRoles(lesson);

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["FindTweetFunction", "GenerateMessageFunction"]);
}

/** The state that follows when a task takes longer than it may, which no service can be made to do. */
async function afterTimeout(lesson: Lesson, state: string): Promise<string> {
  return catchOf(stateOf(await deployedDefinition(lesson), state), "States.Timeout");
}

/** How an execution ended. The cause names the error that was caught, each service in its own words. */
function endOf({ status, error, cause, visits }: Execution) {
  const sends = visits.some(({ name }) => name === "Message");
  return { status, error, cause: readCause(cause).message.replace(/: [\w.]+\. /, ": (an error). "), sends };
}
