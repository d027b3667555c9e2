import * as assert from "uvu/assert";
import { smsSegments, tweetMessage } from "../../lambdas/sms-text.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import { allStates } from "../../scripts/execution/definition.ts";
import type { Execution } from "../../scripts/execution/follow.ts";
import { deployedDefinition } from "../../scripts/verify/checks.ts";
import { stateOf } from "../../scripts/verify/errors.ts";
import { answerOf, fieldOf, pathOf } from "../../scripts/verify/executions.ts";
import { readCause } from "../../scripts/verify/failure.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { storedItem } from "../05-dynamo-parallel/table.ts";
import type { Asking } from "../06-approval/people.ts";
import { type Alone, variableOf, variablesOf } from "./states.ts";

/** What step 06 does for somebody who agrees. */
const before = { states: 7, functions: 2 };

const days = 24 * 60 * 60;

/** Checks that the data are in variables, and what is worked out from them. */
export async function checkVariables(lesson: Lesson, execution: Execution, alone: Alone): Promise<void> {
  const { check, target, stack, output } = lesson;
  const answered = () => (answerOf(execution, "Find Tweet") as { Payload: Record<string, unknown> }).Payload;

  await check("What Find Tweet has found is in variables: searchText, phoneNumber, tweet and patience", {
    section: "variables",
    hint: "Assign takes each of the four from $states.result.Payload.",
    needs: execution,
    seen: () => {
      const { message: _, ...found } = variablesOf(execution, ["Find Tweet"]);
      return found;
    },
    want: () => {
      const { searchText, phoneNumber, tweet, patience } = answered();
      return { searchText, phoneNumber, tweet, patience };
    },
  });

  await check("Store Tweet works out by itself when the table may forget the tweet: in 30 days", {
    section: "read-what-is-outside",
    hint: "$millis() is now, in milliseconds; ttl is in whole seconds, and a string. Find Tweet no longer has to say it. All else in the Item is as before.",
    judge: async () => {
      const { status, error, cause, startDate, name } = await alone.stored();
      assert.is(status, "SUCCEEDED", `Store Tweet ends with ${error}: ${readCause(cause).message}`);
      const { ttl, ...others } = await storedItem(target, output("TweetTableName"), alone.tweet.id);
      const kept = Number(ttl?.N) - startDate.getTime() / 1000;
      assert.ok(Math.abs(kept - 30 * days) < 120, `ttl is ${JSON.stringify(ttl)}`);
      assert.ok(Number.isInteger(Number(ttl?.N)), `ttl is not in whole seconds: ${JSON.stringify(ttl)}`);
      assert.equal(
        others,
        typed({ ...alone.tweet, searchText: lesson.input.searchText, executionName: name }),
        "What is stored beside ttl",
      );
      assert.not("expiresAt" in answered(), "Find Tweet still answers with expiresAt");
    },
  });

  await check("The message is in a variable that the states after the branches can read", {
    section: "out-of-a-branch",
    hint: "A variable of a branch ends with the branch: let the Parallel state assign message, from the result of its first branch.",
    needs: execution,
    seen: async () => {
      const outside = Object.keys((await deployedDefinition(lesson)).States);
      return (variableOf(execution, outside, "message") as { text?: string })?.text;
    },
    // What X finds may be longer, and is cut as it can be cut.
    want: () =>
      stack.parameters.XBearerTokenParameter ? textOf(execution) : tweetMessage(tweetOf(execution)),
  });
}

/** Texts as DynamoDB has them. */
const typed = (texts: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { S: text }]));

/** Checks what comes of a tweet that DynamoDB does not take. */
export async function checkUnstorable({ check }: Lesson, { unstorable }: Alone): Promise<void> {
  await check("A tweet that can't be stored fails with TweetNotStored and sends nothing", {
    section: "read-what-is-outside",
    hint: "Store Tweet catches States.ALL and leads to Tweet Not Stored. In JSONata the error is the input there: $states.input.Error.",
    seen: async () => {
      const { error, cause, visits } = await unstorable();
      return {
        error,
        cause: readCause(cause).message.replace(/: [\w.]+\. /, ": (an error). "),
        sends: visits.some(({ name }) => name === "Message"),
      };
    },
    want: {
      error: "TweetNotStored",
      cause: "The tweet could not be stored: (an error). Nothing was sent.",
      sends: false,
    },
  });
}

/** Checks what the execution hands to whoever started it. */
export async function checkOutput({ check }: Lesson, execution: Execution): Promise<void> {
  await check("The output has what step 06 promises, and no leftovers", {
    section: "the-output",
    hint: "Output of Message lists the fields: searchText, phoneNumber, tweet, message and sms, each from its variable or from $states.result.",
    needs: execution,
    judge: () => {
      const { message, sms, ...others } = execution.output as Record<string, Record<string, unknown>>;
      const fields = ["searchText", "phoneNumber", "tweet", "message", "sms"];
      assert.equal(Object.keys(execution.output as object).sort(), fields.sort());
      assert.equal(others, pick(answerOf(execution, "Find Tweet"), Object.keys(others)));
      assert.equal(Object.keys(message ?? {}), ["text"], "message");
      assert.equal(Object.keys(sms ?? {}), ["messageId"], "sms");
    },
  });
}

const pick = (answer: unknown, fields: string[]) => {
  const { Payload } = answer as { Payload: Record<string, unknown> };
  return Object.fromEntries(fields.map(field => [field, Payload[field]]));
};

/** Checks how the answer decides, and what comes of one without a decision. */
export async function checkAnswer(lesson: Lesson, { others }: Asking): Promise<void> {
  const { check } = lesson;

  await check("Approved? asks two conditions, and the rest is its Default", {
    section: "conditions",
    hint: "A comparison with what is not there is false: no rule has to ask for it. A rule with a Condition for each decision, and Default.",
    seen: async () => {
      const { Choices = [], Default } = stateOf(await deployedDefinition(lesson), "Approved?");
      return [
        ...Choices.map(({ Condition, Next }) => `${Condition ? "Condition" : "Variable"}: ${Next}`),
        Default,
      ];
    },
    want: ["Condition: Message", "Condition: Rejected", "Unclear Answer"],
  });

  await check("An answer without a decision fails with States.QueryEvaluationError, which is caught", {
    section: "what-is-not-there",
    hint: "Output reads $states.result.decision; a rule of Catch leads from States.QueryEvaluationError to Unclear Answer.",
    seen: async () => {
      const { execution } = (await others())["The answer has no decision"];
      const asked = execution.visits.find(({ name }) => name === "Ask a Person");
      return { error: asked?.error?.error, "by way of": pathOf(execution) };
    },
    want: { error: "States.QueryEvaluationError", "by way of": ["Ask a Person", "Unclear Answer"] },
  });
}

/** Checks that a function has gone, with its state and the Parallel state, and that the message is as short as before. */
export async function checkSavings({ check }: Lesson, execution: Execution, { long }: Alone): Promise<void> {
  await check("It takes two states and one call of a function less than step 06", {
    section: "one-function-less",
    hint: "Find Tweet assigns the message, and Store Tweet is its Next: there is nothing left to do side by side.",
    needs: execution,
    judge: () => {
      const states = execution.events.filter(
        ({ stateEnteredEventDetails }) => stateEnteredEventDetails,
      ).length;
      const functions = execution.events.filter(
        ({ type, taskScheduledEventDetails: task }) =>
          task?.resourceType === "lambda" || type === "LambdaFunctionScheduled",
      ).length;
      const enough = states <= before.states - 2 && functions <= before.functions - 1;
      return enough
        ? undefined
        : { message: `It entered ${states} states, and called functions ${functions} times.` };
    },
  });

  await check("A message about a long tweet quotes its beginning, and fits into two SMS segments", {
    section: "one-function-less",
    hint: "306 characters fit if all of them are plain, 134 if some are not, and 67 if they may be emojis. Cut with $substring.",
    judge: async () => {
      for (const execution of await long()) {
        const { text } = variableOf(execution, ["Find Tweet"], "message") as { text: string };
        const { author, text: tweeted } = (answerOf(execution, "Find Tweet") as { Payload: { tweet: Tweet } })
          .Payload.tweet;
        const start = `Good news! @${author} tweeted: "${tweeted.slice(0, 20)}`;
        assert.ok(text.startsWith(start), `It does not begin with ${start}: ${text}`);
        const whole = text === `Good news! @${author} tweeted: "${tweeted}"`;
        assert.ok(whole || text.endsWith('..."'), `It is cut, and does not end with ..." as before: ${text}`);
        assert.ok(smsSegments(text) <= 2, `${smsSegments(text)} segments: ${text}`);
      }
    },
  });
}

/** Checks that all of it is in JSONata, and what the states still pass on. */
export async function checkWhole(lesson: Lesson, execution: Execution): Promise<void> {
  const { check } = lesson;
  const section = "the-whole-in-jsonata";

  await check("The whole state machine is in JSONata, and no state has to say so", {
    section,
    hint: "QueryLanguage beside StartAt holds for all states, those in branches too.",
    seen: async () => {
      const definition = await deployedDefinition(lesson);
      const own = [...allStates(definition)].filter(([, { QueryLanguage }]) => QueryLanguage);
      return { QueryLanguage: definition.QueryLanguage, "of its own": own.map(([name]) => name) };
    },
    want: { QueryLanguage: "JSONata", "of its own": [] },
  });

  await check("Nothing is passed from state to state but the decision", {
    section,
    hint: "Variables have all else. The Output of Find Tweet and of Store Tweet is an empty object.",
    needs: execution,
    seen: () => Object.fromEntries(execution.visits.slice(1).map(({ name, input }) => [name, input])),
    want: { "Store Tweet": {}, "Ask a Person": {}, "Approved?": "approved", Message: "approved" },
  });
}

const tweetOf = (execution: Execution) => fieldOf(execution, "output.tweet") as Tweet;
const textOf = (execution: Execution) => fieldOf(execution, "output.message.text");
