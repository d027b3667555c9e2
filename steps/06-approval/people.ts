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

/** What a person does about a question. Returns what came of the last answer. */
type Person = (answers: Answers, question: Question) => Promise<Outcome>;

/** Seconds; with room for a target whose clocks are not exact, and which takes a second to show a question. */
const patient = { heartbeatSeconds: 60, timeoutSeconds: 120 };
const soonSilent = { heartbeatSeconds: 2, timeoutSeconds: 60 };
const watchful = { heartbeatSeconds: 5, timeoutSeconds: 60 };
const hasty = { heartbeatSeconds: 5, timeoutSeconds: 6 };

const approved = { decision: "approved" };

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
    does: (answers, question) => answers.success(question, { decision: "perhaps" }),
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
} satisfies Record<string, { patience: object; does: Person }>;

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
const limits = { whole: 30, others: 12 };

/** Runs the whole TweetBot for somebody who agrees; and from `Ask a Person` on, for all others. */
export async function askEverybody(lesson: Lesson): Promise<Asking> {
  const desk = openDesk(lesson, lesson.stack.outputs.ApprovalQueueUrl);
  const others = begun(askOthers(lesson, desk));
  const unsendable = begun(askNowhere(lesson));
  const agreed = await agree(lesson, desk);
  await Promise.allSettled([others(), unsendable()]);
  await desk.close();
  return { agreed, others, unsendable };
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

async function askOthers(lesson: Lesson, desk: Desk): Promise<Record<Title, Asked>> {
  const answers = answersOn(lesson);
  const asked = Object.entries(people).map(([title, person]) => ({
    title,
    ...person,
    text: uniqueText(title),
  }));
  const data = asked.map(({ title, patience, text }) => [title, dataFor(lesson, patience, text)]);
  const running = runFrom(lesson, "Ask a Person", Object.fromEntries(data), { limit: limits.others });
  const ends = asked.map(async ({ title, text, does }) => {
    const question = await desk.question(question => question.text === text, running);
    const outcome = question && (await does(answers, question));
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

/** By which an execution's question can be told from all others in the queue. */
const uniqueText = (title: string) => `${title} (${randomUUID()})`;

/** What the state that asks gets. */
function dataFor({ input }: Lesson, patience: object, text: string) {
  return { phoneNumber: parsePhoneNumber(input.phoneNumber), message: { text }, patience };
}
