import { randomUUID } from "node:crypto";
import { parsePhoneNumber } from "../../lambdas/phone-number.ts";
import type { Execution } from "../../scripts/execution/follow.ts";
import { begun } from "../../scripts/verify/begun.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { runFrom } from "../../scripts/verify/run-from.ts";
import {
  type Answers,
  answersOn,
  type Desk,
  keepAlive,
  type Outcome,
  openDesk,
  type Question,
} from "./desk.ts";

// Who is asked, what they do, and what comes of it: all of them at once.

/** Somebody who is asked: for how long, and what they do. */
export interface Person {
  patience: { heartbeatSeconds: number; timeoutSeconds: number };
  /** Returns what came of the answer. `next` is the question that the same execution asks after this one. */
  does(answers: Answers, question: Question, next: () => Promise<Question | undefined>): Promise<Outcome>;
}

/** Seconds; with room for a target whose clocks are not exact, and which takes a second to show a question. */
export const patient = { heartbeatSeconds: 60, timeoutSeconds: 120 };
export const soonSilent = { heartbeatSeconds: 2, timeoutSeconds: 60 };
export const watchful = { heartbeatSeconds: 7, timeoutSeconds: 60 };
export const hasty = { heartbeatSeconds: 7, timeoutSeconds: 8 };

export const approved = { decision: "approved" };

/** By the titles of the executions that ask them. */
const people = {
  "A person says no, by a failure": {
    patience: patient,
    does: (answers, question) => answers.failure(question, "Rejected", "Not on a Friday"),
  },
  "A person says no, in the answer": {
    patience: patient,
    does: (answers, question) => answers.success(question, { decision: "rejected" }),
  },
  "The answer has no decision": {
    patience: patient,
    does: (answers, question) => answers.success(question, { note: "Looks good" }),
  },
  "The decision is neither yes nor no": {
    patience: patient,
    does: (answers, question) => answers.success(question, { decision: "approved, but not today" }),
  },
  "Nobody takes it up": { patience: soonSilent, does: async () => "no answer" },
  "A person takes a while, and says so": {
    patience: watchful,
    does: async (answers, question) => {
      await keepAlive(answers, question, watchful.heartbeatSeconds + 1);
      return answers.failure(question, "Rejected", "Not after all");
    },
  },
  "A person decides too late": {
    patience: hasty,
    does: async (answers, question) => {
      await keepAlive(answers, question, hasty.timeoutSeconds + 1.5);
      return answers.success(question, approved);
    },
  },
} satisfies Record<string, Person>;

export type Title = keyof typeof people;

/** What came of asking a person. */
export interface Asked {
  execution: Execution;
  /** As it came; undefined where none did. */
  question: Question | undefined;
  /** What came of the answer; undefined where there was none. */
  outcome: Outcome | undefined;
}

/** What came of asking everybody. What is asked for later throws where the definition can't ask. */
export interface Asking {
  /** The whole TweetBot, for somebody who agrees, and agrees again. */
  agreed: Asked & { again: Outcome | undefined };
  /** All others. */
  others(): Promise<Record<Title, Asked>>;
  /** Where the queue is not there. */
  unsendable(): Promise<Execution>;
}

/** Seconds after which an execution is given up: of the whole TweetBot, whose functions may start for the first time, and others. */
const limits = { whole: 30, others: 16 };

/** Runs the whole TweetBot for somebody who agrees; and from `Ask a Person` on, for all others. */
export async function askEverybody(lesson: Lesson): Promise<Asking> {
  return await atDesk(lesson, async desk => {
    const others = begun(askAll(lesson, desk, people));
    const unsendable = begun(askNowhere(lesson));
    const agreed = await agree(lesson, desk);
    await Promise.allSettled([others(), unsendable()]);
    return { agreed, others, unsendable };
  });
}

/** Does something with a desk at the step's queue, and closes that. */
export async function atDesk<Result>(lesson: Lesson, work: (desk: Desk) => Promise<Result>): Promise<Result> {
  const desk = openDesk(lesson, lesson.stack.outputs.ApprovalQueueUrl);
  return await work(desk).finally(() => desk.close());
}

async function agree(lesson: Lesson, desk: Desk): Promise<Asking["agreed"]> {
  const answers = answersOn(lesson);
  const word = `agreed-${randomUUID().slice(0, 8)}`;
  const running = lesson.run("A person agrees", lesson.input, { word, limit: limits.whole });
  const question = await desk.question(({ execution }) => execution.startsWith(word), running);
  const outcome = question && (await answers.success(question, approved));
  const execution = await running;
  const again = question && (await answers.success(question, approved));
  return { execution, question, outcome, again };
}

/** Runs the TweetBot from `Ask a Person` on, for each of these people at once. */
export async function askAll<Title extends string>(
  lesson: Lesson,
  desk: Desk,
  people: Record<Title, Person>,
): Promise<Record<Title, Asked>> {
  const answers = answersOn(lesson);
  const asked = Object.entries<Person>(people).map(([title, person]) => ({
    title,
    ...person,
    text: `${title} (${randomUUID()})`, // tells an execution's question from all others in the queue
  }));
  const data = asked.map(({ title, patience, text }) => [title, dataFor(lesson, patience, text)]);
  const running = runFrom(lesson, "Ask a Person", Object.fromEntries(data), { limit: limits.others });
  const ends = asked.map(async ({ title, text, does }) => {
    const next = () => desk.question(question => question.text === text, running);
    const question = await next();
    const outcome = question && (await does(answers, question, next));
    return [title, { execution: (await running)[title], question, outcome }];
  });
  return Object.fromEntries(await Promise.all(ends));
}

async function askNowhere(lesson: Lesson): Promise<Execution> {
  const title = "The question can't be sent";
  const queueUrl = lesson.output("ApprovalQueueUrl");
  const edit = (text: string) => text.replaceAll(queueUrl, `${queueUrl}-missing`);
  const data = { [title]: dataFor(lesson, patient, title) };
  const { [title]: execution } = await runFrom(lesson, "Ask a Person", data, { edit, limit: limits.others });
  return execution;
}

/** What the state that asks gets. */
function dataFor({ input }: Lesson, patience: object, text: string) {
  return { phoneNumber: parsePhoneNumber(input.phoneNumber), message: { text }, patience };
}
