import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../lambdas/phone-number.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import type { Definition } from "../../scripts/execution/definition.ts";
import type { Execution } from "../../scripts/execution/follow.ts";
import { checkRetriesLambda, deployedDefinition } from "../../scripts/verify/checks.ts";
import {
  passingLambdaErrors,
  retriesOf,
  retryText,
  stateOf,
  triedAgain,
} from "../../scripts/verify/errors.ts";
import { askedBy, fieldOf, pathOf } from "../../scripts/verify/executions.ts";
import { readCause } from "../../scripts/verify/failure.ts";
import type { Advice, Lesson } from "../../scripts/verify/lesson.ts";
import { permissionsOf, trustOf } from "../../scripts/verify/permissions.ts";
import { checkPolicy, linesOf, usedByFunctions, writesLogs } from "../../scripts/verify/roles.ts";
import { textTaken } from "../../scripts/verify/sms.ts";

// What holds for every TweetBot: step 05 goes on with that of step 04.

/** Executions that can't end well, by the input that is at fault. */
export interface Refused {
  unmatched: Execution;
  wordless: Execution;
  phoneless: Execution;
}

/** Runs the TweetBot for a tweet that there is not, for no words, and for what is not a phone number. */
export async function runRefused({ run, input }: Lesson): Promise<Refused> {
  const [unmatched, wordless, phoneless] = await Promise.all([
    run("No tweet matches", { ...input, searchText: "xyzzy plugh nothing happens" }),
    run("The search text is empty", { ...input, searchText: " " }),
    run("The phone number is wrong", { ...input, phoneNumber: "555 444 6666" }),
  ]);
  return { unmatched, wordless, phoneless };
}

/** Checks that each of them ends under its own name, at once, and tells the person who started it what to do. */
export async function checkRefused(
  { check }: Lesson,
  { unmatched, wordless, phoneless }: Refused,
): Promise<void> {
  await check("A search without a match fails with NoTweetFound and sends nothing", {
    section: "04-tweetbot#when-nothing-matches",
    hint: "Find Tweet catches NoTweetFound and goes to a Fail state.",
    seen: endOf(unmatched),
    want: {
      status: "FAILED",
      error: "NoTweetFound",
      cause:
        "No tweet matches xyzzy plugh nothing happens. Nothing was sent. Search for fewer or for other words.",
      path: ["Find Tweet", "No Tweet Found"],
    },
  });

  await check("An empty search text fails with InvalidSearchText and sends nothing", {
    section: "04-tweetbot#check-the-input-first",
    hint: "parseSearchText throws InvalidSearchText; Find Tweet catches it and goes to a Fail state.",
    seen: endOf(wordless),
    want: {
      status: "FAILED",
      error: "InvalidSearchText",
      cause:
        "searchText must be a text of at least one word and at most 512 characters, such as AWS Step Functions. Nothing was sent.",
      path: ["Find Tweet", "Invalid Search Text"],
    },
  });

  await check("A wrong phone number fails with InvalidPhoneNumber and sends nothing", {
    section: "04-tweetbot#check-the-input-first",
    hint: "Find Tweet checks the number before it searches, and catches InvalidPhoneNumber.",
    seen: endOf(phoneless),
    want: {
      status: "FAILED",
      error: "InvalidPhoneNumber",
      cause:
        "phoneNumber must be in E.164 form: a plus, the country code and the number, such as +1 555 444 6666. Nothing was sent.",
      path: ["Find Tweet", "Invalid Phone Number"],
    },
  });
}

function endOf(execution: Execution) {
  const { status, error, cause } = execution;
  return { status, error, cause: readCause(cause).message, path: pathOf(execution) };
}

/** Checks that what is none of its business does not get to Generate Message, as far as the target tells. */
export async function checkGetsTweet({ check }: Lesson, found: Execution): Promise<void> {
  await check("Generate Message gets the tweet, and nothing else", {
    section: "04-tweetbot#generate-message",
    hint: 'Payload is an object with one field, "tweet.$": "$.tweet".',
    needs: found,
    judge: () => {
      const asked = askedBy(found, "Generate Message");
      // A function that is named by its ARN gets what is asked; one behind lambda:invoke, the Payload.
      if (asked) assert.equal(Object.keys(asked.Payload ?? asked), ["tweet"]);
    },
  });
}

/** Checks that SNS took a text for the phone, about the tweet that was found. What becomes of it only the phone shows. */
export async function checkMessage(lesson: Lesson, found: Execution, advice: Advice): Promise<void> {
  const { check, target, input } = lesson;
  await check("SNS takes a message for the phone: it names the author and quotes the tweet", {
    ...advice,
    needs: found,
    judge: async () => {
      const { author, text } = fieldOf(found, "output.tweet") as Tweet;
      const messageId = String(fieldOf(found, "output.sms.messageId"));
      const phoneNumber = parsePhoneNumber(input.phoneNumber);
      const sent = await textTaken(target, found, phoneNumber, messageId);
      assert.ok(sent.includes(`@${author}`), `no author in: ${sent}`);
      assert.ok(sent.includes(text.slice(0, 20)), `no tweet in: ${sent}`);
      const isFixed = JSON.stringify(await deployedDefinition(lesson)).includes(phoneNumber);
      assert.ok(!isFixed, "The phone number is in the definition, which texts nobody else.");
    },
  });
}

/** How Find Tweet tries again after each error of the X API, and after those of the input: not at all. */
const searchRetries = {
  XApiTimeout: retryText({ tries: 4, after: 2, times: 2, atMost: 10, jitter: "FULL" }),
  XApiUnavailable: retryText({ tries: 4, after: 2, times: 2, atMost: 10, jitter: "FULL" }),
  XApiRateLimited: retryText({ tries: 5, after: 60, times: 2, atMost: 900, jitter: "FULL" }),
  NoTweetFound: "no Retry",
  InvalidSearchText: "no Retry",
  InvalidPhoneNumber: "no Retry",
};

/** Behind lambda:invoke there is one more: the call itself may take too long. */
const passing = [...passingLambdaErrors, "Lambda.ClientExecutionTimeoutException"];

/** Checks what is tried again, and that nothing may take for ever. */
export async function checkRetries(lesson: Lesson): Promise<void> {
  const { check } = lesson;
  const section = "04-tweetbot#when-lambda-has-a-bad-moment";

  await checkRetriesLambda(lesson, "Find Tweet", section, passing);
  await checkRetriesLambda(lesson, "Generate Message", section, passing);

  await check("Find Tweet tries again after errors of the X API, and not after errors of the input", {
    section: "04-tweetbot#try-again-but-not-everything",
    hint: "Each error has a patience of its own in Retry; what is wrong the next time, too, is in none.",
    seen: async () =>
      retriesOf(stateOf(await deployedDefinition(lesson), "Find Tweet"), Object.keys(searchRetries)),
    want: searchRetries,
  });

  await check("Message is never tried again, and an execution ends within the hour", {
    section: "04-tweetbot#send-it-once",
    hint: "Give Message no Retry, as it may have sent the text even so; Message a TimeoutSeconds of 30, the definition one of 3600.",
    seen: async () => limitsOf(await deployedDefinition(lesson)),
    want: {
      "Retry of Message": [],
      "TimeoutSeconds of Message": 30,
      "TimeoutSeconds of the execution": 3600,
    },
  });
}

function limitsOf(definition: Definition) {
  const message = stateOf(definition, "Message");
  return {
    "Retry of Message": triedAgain(message),
    "TimeoutSeconds of Message": message.TimeoutSeconds,
    "TimeoutSeconds of the execution": definition.TimeoutSeconds,
  };
}

/** Checks that each function may write to its own log group and do nothing else, but for reading the token of X. */
export async function checkFunctionRoles(
  lesson: Lesson,
  functions = ["FindTweet", "GenerateMessage"],
): Promise<void> {
  const { target, stack, resource } = lesson;
  const token = stack.parameters.XBearerTokenParameter;
  await checkPolicy(lesson, "The functions may only write their own logs", {
    section: "04-tweetbot#a-role-for-each-function",
    roles: Object.fromEntries(functions.map(name => [`${name}Function`, `${name}Role`])),
    seen: async () => {
      const roles = functions.map(async name => {
        const role = resource(`${name}Role`);
        return of(name, [...(await trustOf(target, role)), ...(await permissionsOf(target, role))]);
      });
      return (await Promise.all(roles)).flat();
    },
    want: () => [
      ...functions.flatMap(name =>
        of(name, [...usedByFunctions, ...linesOf(writesLogs(lesson, `${name}LogGroup`))]),
      ),
      ...(token
        ? of("FindTweet", linesOf({ "ssm:GetParameter": stack.arn("ssm", `parameter${token}`) }))
        : []),
    ],
  });
}

const of = (name: string, lines: string[]) => lines.map(line => `${name}Role: ${line}`);
