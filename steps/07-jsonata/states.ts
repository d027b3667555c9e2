import { randomUUID } from "node:crypto";
import type { Tweet } from "../../lambdas/tweet.ts";
import type { Execution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import { begun } from "../../scripts/verify/begun.ts";
import { type Lesson, Missing } from "../../scripts/verify/lesson.ts";
import { runFrom } from "../../scripts/verify/run-from.ts";

/** Words that only one tweet of the workshop's feed has, by what is difficult about that tweet. */
const longTweets = {
  "A long tweet": "silence",
  "A long tweet with emojis": "kids",
  "A long tweet with other letters": "Küche",
};

/** What comes of single states. Each throws where the definition has no such state. */
export interface Alone {
  /** Find Tweet, for tweets that a text can't quote whole. */
  long(): Promise<Execution[]>;
  /** Store Tweet, for a tweet that nobody else has. */
  stored(): Promise<Execution>;
  /** That tweet. */
  tweet: Tweet;
  /** Store Tweet, for a tweet that DynamoDB does not take. */
  unstorable(): Promise<Execution>;
}

/** Begins to run single states. */
export function runAlone(lesson: Lesson): Alone {
  const { input } = lesson;
  const { searchText } = input;
  const tweet = {
    id: `verify-${randomUUID()}`,
    author: "nobody",
    text: "Forget me.",
    createdAt: "2026-11-20T00:00:00Z",
  };
  const stores = {
    "A tweet is stored": { searchText, tweet },
    "The tweet can't be stored": { searchText, tweet: { ...tweet, id: "" }, expiresAt: 0 }, // as step 06 wants it
  };
  const inputs = Object.entries(longTweets).map(([name, searchText]) => [name, { ...input, searchText }]);
  const long = begun(runFrom(lesson, "Find Tweet", Object.fromEntries(inputs), { alone: true }));
  const stored = begun(runFrom(lesson, "Store Tweet", stores, { alone: true }));
  return {
    long: async () => Object.values(await long()),
    stored: async () => (await stored())["A tweet is stored"],
    tweet,
    unstorable: async () => (await stored())["The tweet can't be stored"],
  };
}

/**
 * The variables that some states of an execution have assigned, by their names.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StateExitedEventDetails.html
 */
export function variablesOf({ events }: Execution, states: string[]): Record<string, unknown> {
  const exits = events.flatMap(({ stateExitedEventDetails: exit }) =>
    exit && states.includes(exit.name ?? "") ? [exit.assignedVariables ?? {}] : [],
  );
  return Object.fromEntries(exits.flatMap(Object.entries).map(([name, text]) => [name, readJson(text)]));
}

/** A variable that some states of an execution have assigned. Throws a Missing error where none has. */
export function variableOf(execution: Execution, states: string[], name: string): unknown {
  const variables = variablesOf(execution, states);
  if (name in variables) return variables[name];
  const found = Object.keys(variables).map(name => `$${name}`);
  throw new Missing(
    `Nothing assigns the variable $${name} here; what is assigned is ${found.join(", ") || "none"}.`,
  );
}
