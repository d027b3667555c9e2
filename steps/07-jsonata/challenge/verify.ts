import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import * as assert from "uvu/assert";
import { parsePhoneNumber } from "../../../lambdas/phone-number.ts";
import { begun } from "../../../scripts/verify/begun.ts";
import { fieldOf } from "../../../scripts/verify/executions.ts";
import type { Lesson } from "../../../scripts/verify/lesson.ts";
import { textTaken } from "../../../scripts/verify/sms.ts";
import { endIn, inShort } from "../../06-approval/checks.ts";
import {
  type Answers,
  answersOn,
  type Desk,
  keepAlive,
  type Outcome,
  type Question,
} from "../../06-approval/desk.ts";
import { approved, askAll, atDesk, type Person, patient } from "../../06-approval/people.ts";

const section = "the-challenge";

/** Seconds; with room for the second question, which may show some seconds after the first. */
const watchful = { heartbeatSeconds: 10, timeoutSeconds: 60 };
const hasty = { heartbeatSeconds: 8, timeoutSeconds: 9 };
const soonSilent = { heartbeatSeconds: 6, timeoutSeconds: 60 };

/** What two people do, who are asked the same. */
type Pair = (answers: Answers, first: Question, second: Question) => Promise<Outcome>;

/** Two people, who do nothing before both questions are there, whichever comes first. */
const pair = (patience: Person["patience"], does: Pair): Person => ({
  patience,
  does: async (answers, question, next) => await asPair(does, answers, question, await next()),
});

async function asPair(
  does: Pair,
  answers: Answers,
  question: Question | undefined,
  other: Question | undefined,
): Promise<Outcome> {
  if (!question || !other) return "two questions did not come at the same time";
  const both = Object.fromEntries([question, other].map(question => [question.for, question]));
  if (!both.first || !both.second) return "the questions are not for the first and for the second";
  if (both.first.token === both.second.token) return "both have the same token";
  return await does(answers, both.first, both.second);
}

const bothAgree: Pair = async (answers, first, second) =>
  [await answers.success(second, approved), await answers.success(first, approved)].join(", ");

/** By the titles of the executions that ask them. */
const people = {
  "The second says no, by a failure": pair(patient, async (answers, first, second) => {
    const no = await answers.failure(second, "Rejected", "Not on a Friday");
    return `${no}, then the other is ${await closedSoon(answers, first)}`;
  }),
  "The second says no, in the answer": pair(patient, async (answers, first, second) => {
    const outcomes = [
      await answers.success(first, approved),
      await answers.success(second, { decision: "rejected" }),
    ];
    return outcomes.join(", ");
  }),
  "The second answers without a decision": pair(patient, async (answers, first, second) => {
    await answers.success(first, approved);
    return await answers.success(second, { note: "Looks good" });
  }),
  "The first is unclear": pair(patient, async (answers, first, second) => {
    await answers.success(first, { decision: "perhaps" });
    return await answers.success(second, approved);
  }),
  "The first is silent": pair(soonSilent, (answers, _, second) => answers.success(second, approved)),
  "The second is silent": pair(soonSilent, (answers, first) => answers.success(first, approved)),
  "The first takes too long": pair(hasty, async (answers, first, second) => {
    await answers.success(second, approved);
    await keepAlive(answers, first, hasty.timeoutSeconds);
    return "no answer";
  }),
  "The second takes too long": pair(hasty, async (answers, first, second) => {
    await answers.success(first, approved);
    await keepAlive(answers, second, hasty.timeoutSeconds);
    return "no answer";
  }),
} satisfies Record<string, Person>;

/** Whether a question is closed soon after the other one has ended it for both. A heartbeat tells, and answers nothing. */
async function closedSoon(answers: Answers, question: Question): Promise<Outcome> {
  for (let second = 0; second < 8; second++) {
    if ((await answers.heartbeat(question)) === "refused") return "closed";
    await sleep(1000);
  }
  return "still open";
}

/** Runs the whole TweetBot for two people who agree; and from `Ask a Person` on, for pairs who don't. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, input, check } = lesson;

  const [{ agreed, outcome }, asked] = await atDesk(lesson, async desk => {
    const asked = begun(askAll(lesson, desk, people));
    const agreed = await agree(lesson, desk);
    await Promise.allSettled([asked()]);
    return [agreed, asked] as const;
  });
  const lastOf = async (title: keyof typeof people) => {
    const { "by way of": way, ...end } = inShort((await asked())[title].execution);
    return { ...end, "by way of": way.slice(-1) };
  };

  await check("Both are asked at the same time, each with a token of their own", {
    section,
    hint: 'Ask a Person is a Parallel state. Each of its two branches has a task that asks, with "for": "first" or "second".',
    seen: outcome,
    want: "taken, taken",
  });

  await check("When both agree, the message is texted, and the output is what it was", {
    section,
    hint: "Each branch hands its decision out, and Approved? gets both in a list.",
    judge: async () => {
      const { text } = fieldOf(agreed, "output.message") as { text: string };
      const messageId = String(fieldOf(agreed, "output.sms.messageId"));
      assert.is(await textTaken(target, agreed, parsePhoneNumber(input.phoneNumber), messageId), text);
      const fields = Object.keys(agreed.output as object);
      assert.equal(fields.sort(), ["message", "phoneNumber", "searchText", "sms", "tweet"]);
    },
  });

  await check("A no by a failure ends the question for both, at once", {
    section,
    hint: "An error in a branch stops the other one. Let the Parallel state catch Rejected.",
    seen: async () => ({
      answers: (await asked())["The second says no, by a failure"].outcome,
      ...(await lastOf("The second says no, by a failure")),
    }),
    want: { answers: "taken, then the other is closed", ...endIn("Rejected", "Rejected") },
  });

  await check("One no in an answer is enough", {
    section,
    hint: "'rejected' in $states.input is true where it is one of the two.",
    seen: () => lastOf("The second says no, in the answer"),
    want: endIn("Rejected", "Rejected"),
  });

  await check("One unclear answer is enough to end as UnclearAnswer", {
    section,
    hint: "States.QueryEvaluationError leaves the branch, for the Parallel state to catch; any decision but two yeses goes by Default.",
    seen: async () => [
      await lastOf("The second answers without a decision"),
      await lastOf("The first is unclear"),
    ],
    want: [endIn("UnclearAnswer", "Unclear Answer"), endIn("UnclearAnswer", "Unclear Answer")],
  });

  await check("Silence of one, or one who takes too long, ends as before", {
    section,
    hint: "In its branch, a task catches the time limits, and goes to a Fail state of the branch; the Parallel state catches what that throws.",
    seen: async () => ({
      "the first is silent": await lastOf("The first is silent"),
      "the second is silent": await lastOf("The second is silent"),
      "the first takes too long": await lastOf("The first takes too long"),
      "the second takes too long": await lastOf("The second takes too long"),
    }),
    want: {
      "the first is silent": endIn("NobodyAnswered", "Nobody Answered"),
      "the second is silent": endIn("NobodyAnswered", "Nobody Answered"),
      "the first takes too long": endIn("TooLate", "Too Late"),
      "the second takes too long": endIn("TooLate", "Too Late"),
    },
  });
}

/** Runs the whole TweetBot for two people who agree. */
async function agree(lesson: Lesson, desk: Desk) {
  const word = `both-${randomUUID().slice(0, 8)}`;
  const running = lesson.run("Both agree", { ...lesson.input, patience: watchful }, { word, limit: 30 });
  const next = () => desk.question(({ execution }) => execution.startsWith(word), running);
  const first = await next();
  const outcome = await asPair(bothAgree, answersOn(lesson), first, await next());
  return { agreed: await running, outcome };
}
