import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../lambdas/phone-number.ts";
import { searchTweets } from "../../lambdas/search-tweets.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import feed from "../../lambdas/tweets.json" with { type: "json" };
import type { Execution } from "../../scripts/execution/follow.ts";
import { checkRetriesLambda, checkSucceeded, deployedDefinition } from "../../scripts/verify/checks.ts";
import { catchOf, passingLambdaErrors, stateOf, triedAgain } from "../../scripts/verify/errors.ts";
import { fieldOf } from "../../scripts/verify/executions.ts";
import { type Lesson, Missing } from "../../scripts/verify/lesson.ts";
import { mostAtOnce } from "../../scripts/verify/map-runs.ts";
import { textTaken } from "../../scripts/verify/sms.ts";

/** What came of one search. */
type Result = { searchText: string; tweet?: Tweet; error?: string };

export interface Digests {
  /** One of its searches finds nothing. */
  digest: Execution;
  /** All of its searches find something. */
  whole: Execution;
  /** Its second search has no words. */
  wordless: Execution;
}

/** Checks the digest: a Map inside one execution, and one message about all that came of it. */
export async function checkDigest(lesson: Lesson, { digest, whole, wordless }: Digests): Promise<void> {
  const { check, target, input } = lesson;

  await checkSucceeded(lesson, whole, {
    name: "A digest whose searches all find something succeeds",
  });

  await check("Each search has an iteration of its own, and the results keep the order of the searches", {
    section: "one-for-each",
    hint: "Items is the list of the input, ItemSelector makes { searchText } of each item, and Output hands on $states.result as results.",
    needs: whole,
    seen: () => resultsOf(whole).map(({ searchText, tweet }) => (tweet?.id ? searchText : "no tweet")),
    want: () => textsIn(whole),
  });

  await check("Searches run side by side, three at most", {
    section: "three-at-once",
    hint: "MaxConcurrency of the Map state is 3.",
    needs: whole,
    judge: async () => {
      const most = mostAtOnce(whole);
      assert.ok(most > 1, "No two searches ran at once.");
      assert.ok(most <= 3, `${most} searches ran at once.`);
      const { MaxConcurrency } = stateOf(await deployedDefinition(lesson), "Find Each");
      assert.is(MaxConcurrency, 3, `MaxConcurrency of Find Each is ${MaxConcurrency}.`);
    },
  });

  await check("A search that finds nothing, or has no words, does not fail the others", {
    section: "when-one-fails",
    hint: "Find Tweet catches NoTweetFound and InvalidSearchText inside the iteration; the Output of the Catch is searchText and error.",
    seen: () => ({ oneFindsNothing: outcomeOf(digest), oneHasNoWords: outcomeOf(wordless) }),
    want: () => ({
      oneFindsNothing: textsIn(digest)
        .map(text => (searchTweets(feed, text).length > 0 ? "found" : "NoTweetFound"))
        .join(", "),
      oneHasNoWords: "found, InvalidSearchText",
    }),
  });

  await check("An error that no search is to blame for fails the digest", {
    section: "when-one-fails",
    hint: "Catch the two errors by their names, not States.ALL.",
    needs: "A search that finds nothing, or has no words, does not fail the others",
    seen: async () => {
      const task = stateOf(await deployedDefinition(lesson), "Find Tweet");
      return Object.fromEntries(defects.map(error => [error, catchOf(task, error)]));
    },
    want: Object.fromEntries(defects.map(error => [error, "no Catch"])),
  });

  await check("One message tells what each search has found, in their order", {
    section: "one-message",
    hint: "Message joins a line for each result: its searchText, and @ with the tweet's author, or that there is nothing.",
    needs: digest,
    judge: async () => {
      const messageId = String(fieldOf(digest, "output.sms.messageId"));
      const phoneNumber = parsePhoneNumber(input.phoneNumber);
      const text = await textTaken(target, digest, phoneNumber, messageId);
      const results = resultsOf(digest);
      const places = results.map(({ searchText }) => text.indexOf(searchText));
      const lost = results.find((_, index) => (places[index] ?? -1) <= (places[index - 1] ?? -1));
      assert.not(lost, `"${lost?.searchText}" is not there, or not in its place, in: ${text}`);
      for (const { tweet } of results)
        if (tweet) assert.ok(text.includes(`@${tweet.author}`), `no @${tweet.author} in: ${text}`);
      const isFixed = JSON.stringify(await deployedDefinition(lesson)).includes(phoneNumber);
      assert.ok(!isFixed, "The phone number is in the definition, which texts nobody else.");
    },
  });
}

/** Checks what a digest had before there was a Map in it, and keeps. */
export async function checkLimits(lesson: Lesson): Promise<void> {
  const passing = [...passingLambdaErrors, "Lambda.ClientExecutionTimeoutException"];
  await checkRetriesLambda(lesson, "Find Tweet", "04-tweetbot#when-lambda-has-a-bad-moment", passing);
  await checkRetriesLambda(
    lesson,
    "Write Messages",
    "04-tweetbot#when-lambda-has-a-bad-moment",
    passing,
    "ArchiveStateMachineArn",
  );

  await lesson.check("Message is never tried again, and a digest ends within five minutes", {
    section: "04-tweetbot#send-it-once",
    hint: "Give Message no Retry, as it may have sent the text even so; Message a TimeoutSeconds of 30, the definition one of 300.",
    seen: async () => {
      const definition = await deployedDefinition(lesson);
      const message = stateOf(definition, "Message");
      return {
        "Retry of Message": triedAgain(message),
        "TimeoutSeconds of Message": message.TimeoutSeconds,
        "TimeoutSeconds of the execution": definition.TimeoutSeconds,
      };
    },
    want: {
      "Retry of Message": [],
      "TimeoutSeconds of Message": 30,
      "TimeoutSeconds of the execution": 300,
    },
  });
}

/** Errors of the function, or of the call: whatever is searched for, they come again. */
const defects = ["TypeError", "Lambda.ResourceNotFoundException", "States.Timeout", "States.Permissions"];

const resultsOf = (execution: Execution): Result[] => {
  const results = fieldOf(execution, "output.results");
  if (!Array.isArray(results)) throw new Missing(`output.results is no list: ${JSON.stringify(results)}`);
  return results;
};

/** What each search came to; or what the digest failed with. */
function outcomeOf(execution: Execution): string {
  if (execution.status !== "SUCCEEDED") return `${execution.status} with ${execution.error}`;
  const outcomes = resultsOf(execution).map(({ tweet, error }) => error ?? (tweet ? "found" : "nothing"));
  return outcomes.join(", ");
}

const textsIn = ({ input }: Execution): string[] => (input as { searchTexts: string[] }).searchTexts;
