import { randomUUID } from "node:crypto";
import { parsePhoneNumber } from "../../../lambdas/phone-number.ts";
import type { Execution } from "../../../scripts/execution/follow.ts";
import { begun } from "../../../scripts/verify/begun.ts";
import { rootCause } from "../../../scripts/verify/checks.ts";
import { attemptsIn, pathOf, waitedFor } from "../../../scripts/verify/executions.ts";
import { type Lesson, Missing } from "../../../scripts/verify/lesson.ts";
import { runFrom } from "../../../scripts/verify/run-from.ts";
import { findItem } from "../table.ts";

const section = "the-challenge";

/**
 * Runs the TweetBot; and from Wait on, with tweets that no table holds yet: twice at once with the same one, and once each
 * with one that can't be stored and one that no message can be written about. And it stores one twice in an execution.
 */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, input, output, run, check } = lesson;

  const found = { searchText: input.searchText, phoneNumber: parsePhoneNumber(input.phoneNumber), expiresAt };
  const tweet = newTweet();
  const pair = begun(
    runFrom(lesson, "Wait", {
      "A tweet is found": { ...found, tweet },
      "The same tweet is found at the same time": { ...found, tweet },
    }),
  );
  const wordless = { ...newTweet(), text: null };
  const doomed = begun(
    runFrom(lesson, "Wait", {
      "The tweet can't be stored": { ...found, tweet: { ...newTweet(), id: "" } },
      "No message can be written": { ...found, tweet: wordless },
    }),
  );
  const written = { ...found, tweet: newTweet(), message: { text: "It is sent all the same." } };
  const repeated = begun(runFrom(lesson, "Store Tweet", { "The put is repeated": written }, { twice: true }));
  const whole = await run("The whole TweetBot", input);

  await check("The whole TweetBot ends well, whether the tweet is taken already or not", {
    section,
    hint: "Find Tweet and Wait stay as they are. Look at the state that failed and at its error.",
    judge: () => rootCause(whole),
  });

  await check("Of two executions that find the same tweet at once, one texts, and both end well", {
    section,
    hint: "Store Tweet has a ConditionExpression. Catch the error of the one that comes second, and go to a Succeed state.",
    seen: async () =>
      Object.values(await pair())
        .map(whatBecameOf)
        .sort(),
    want: ["SUCCEEDED without a text", "SUCCEEDED, texted"],
  });

  await check("The one that comes second learns so from the table, at the first try", {
    section,
    hint: "A condition that does not hold will not hold a second later: give its error an entry in Retry with MaxAttempts 0.",
    seen: async () =>
      attemptsIn(
        theOne(await pair(), execution => !texts(execution)),
        "Store Tweet",
      ),
    want: 1,
  });

  await check("A put that is repeated because its answer was lost does not stop the text", {
    section,
    hint: "The item says which execution has stored it: let the condition hold for the same one, by ExpressionAttributeValues.",
    seen: async () => pathOf((await repeated())["The put is repeated"]),
    want: ["Store Tweet", "Store Tweet again", "Message"],
  });

  await check("A tweet is stored only when its message is written", {
    section,
    hint: "Who stores a tweet and then has no message keeps all others from texting about it. One after the other, then.",
    seen: async () => ({
      "Store Tweet waits for Generate Message": waitedFor(
        theOne(await pair(), texts),
        "Store Tweet",
        "Generate Message",
      ),
      "without a message": endOf((await doomed())["No message can be written"]),
      "it is in the table then": Boolean(await findItem(target, output("TweetTableName"), wordless.id)),
      "stored otherwise": Object.keys(
        (await findItem(target, output("TweetTableName"), tweet.id)) ?? {},
      ).sort(),
    }),
    want: {
      "Store Tweet waits for Generate Message": true,
      "without a message": "MessageNotGenerated",
      "it is in the table then": false,
      "stored otherwise": ["author", "createdAt", "executionName", "id", "searchText", "text", "ttl"],
    },
  });

  await check("A tweet that can't be stored fails with TweetNotStored, as before, and sends nothing", {
    section,
    hint: "Only one error ends well. The others are tried three times in all, as before, and go where they went: its entry in Catch comes first.",
    seen: async () => {
      const execution = (await doomed())["The tweet can't be stored"];
      return { end: whatBecameOf(execution), tries: attemptsIn(execution, "Store Tweet") };
    },
    want: { end: "TweetNotStored without a text", tries: 3 },
  });
}

/** In epoch seconds: these tweets are made up, and the table may soon forget them. */
const expiresAt = Math.floor(Date.now() / 1000) + 60 * 60;

const newTweet = () => ({
  id: `challenge-${randomUUID()}`,
  author: "nobody",
  text: "Each tweet is texted about once.",
  createdAt: "2026-11-20T00:00:00Z",
});

const texts = (execution: Execution) => pathOf(execution).includes("Message");

const whatBecameOf = (execution: Execution) =>
  `${endOf(execution)}${texts(execution) ? ", texted" : " without a text"}`;

/** The error that ended an execution, or its status. */
const endOf = ({ status, error }: Execution) => error ?? status;

/** The first of two executions of which something holds. Throws a Missing error where it holds of none. */
function theOne(pair: Record<string, Execution>, holds: (execution: Execution) => boolean): Execution {
  const one = Object.values(pair).find(holds);
  if (!one) throw new Missing("The two executions do not differ in whether they text.");
  return one;
}
