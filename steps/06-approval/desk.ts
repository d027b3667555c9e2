import { setTimeout as sleep } from "node:timers/promises";
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  type SFNServiceException,
} from "@aws-sdk/client-sfn";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readJson } from "../../scripts/execution/json.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";

/** What the state machine asks a person. */
export interface Question {
  text: string;
  /** The name of the execution that asks. */
  execution: string;
  token: string;
  /** Whom it is for, where that is not just anybody: the challenge asks a deputy. */
  for?: unknown;
  /** The names of all that it has. */
  fields: string[];
}

/** Where the questions arrive. */
export interface Desk {
  /** The question that is meant, once it is here; undefined where `ended` comes first. */
  question(isMeant: (question: Question) => boolean, ended: Promise<unknown>): Promise<Question | undefined>;
  close(): Promise<void>;
}

/** Seconds that questions which nobody here waits for yet stay hidden, from others who read the queue as from here. */
const hiddenFor = 1;

/**
 * Reads the questions in a queue as they come. Those that somebody waits for are taken out of it, the others are left for
 * whomever they are for: the learner may have asked one by hand. Without a queue there are none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export function openDesk({ target, secret }: Lesson, QueueUrl: string | undefined): Desk {
  const sqs = target.client(SQSClient);
  const waiting = new Map<(question: Question) => boolean, (question: Question) => void>();
  const taken = new Set<string | undefined>();
  const closing = new AbortController();

  const read = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1, // asks all of the queue's servers, not only some
        VisibilityTimeout: hiddenFor,
      }),
      { abortSignal: closing.signal },
    );
    const answered = Messages.filter(({ Body, MessageId }) => {
      if (taken.has(MessageId)) return true; // a queue may deliver a message more than once
      const question = questionIn(Body);
      secret(question.token);
      const [isMeant, take] = [...waiting].find(([isMeant]) => isMeant(question)) ?? [];
      if (!isMeant || !take) return false;
      waiting.delete(isMeant);
      take(question);
      taken.add(MessageId);
      return true;
    });
    // One that is still there is a nuisance, and no reason to keep anybody waiting.
    await Promise.allSettled(
      answered.map(({ ReceiptHandle }) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
    );
  };
  const readOn = async () => {
    // A new queue may not be known everywhere yet. What else is wrong with it, a check tells.
    while (!closing.signal.aborted) await read().catch(() => sleep(target.pollMs));
  };
  const reading = QueueUrl === undefined ? undefined : readOn();

  return {
    question: async (isMeant, ended) => {
      const found = new Promise<Question>(take => waiting.set(isMeant, take));
      const never = ended.then(
        () => undefined,
        () => undefined,
      );
      return await Promise.race([found, never]).finally(() => waiting.delete(isMeant));
    },
    close: async () => {
      closing.abort();
      await reading;
    },
  };
}

/** The question in a message; what is no text in it is an empty one. */
function questionIn(body: string | undefined): Question {
  const sent = Object(readJson(body)) as Partial<Question>;
  const { text, execution, token } = sent;
  return {
    text: textOf(text),
    execution: textOf(execution),
    token: textOf(token),
    for: sent.for,
    fields: Object.keys(sent).sort(),
  };
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** What came of an answer: `taken`, `refused` since nobody waits for it any more, or the name of another error. */
export type Outcome = string;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html#API_SendTaskSuccess_Errors */
const outcomes: Record<string, Outcome> = {
  TaskTimedOut: "refused",
  TaskDoesNotExist: "refused",
  InvalidToken: "InvalidToken",
  ValidationException: "ValidationException", // as for an empty token
};

/** Ways to answer a question. Each returns what came of it. */
export interface Answers {
  success(question: Question, output: unknown): Promise<Outcome>;
  failure(question: Question, error: string, cause: string): Promise<Outcome>;
  heartbeat(question: Question): Promise<Outcome>;
}

export function answersOn({ target }: Lesson): Answers {
  const sfn = target.client(SFNClient);
  const heartbeat = ({ token: taskToken }: Question) =>
    outcomeOf(sfn.send(new SendTaskHeartbeatCommand({ taskToken })));
  const answer = async (question: Question, send: () => Promise<unknown>) => {
    const before = await heartbeat(question);
    return await outcomeOf(send(), before === "taken");
  };
  return {
    success: (question, output) => {
      const command = { taskToken: question.token, output: JSON.stringify(output) };
      return answer(question, () => sfn.send(new SendTaskSuccessCommand(command)));
    },
    failure: (question, error, cause) => {
      const command = { taskToken: question.token, error, cause };
      return answer(question, () => sfn.send(new SendTaskFailureCommand(command)));
    },
    heartbeat,
  };
}

/**
 * What came of a call. The SDK repeats one whose answer was lost, and the second is refused where the first was taken: as it
 * was if somebody waited for it, just before.
 */
async function outcomeOf(call: Promise<unknown>, wasAwaited = false): Promise<Outcome> {
  try {
    await call;
    return "taken";
  } catch (error) {
    const { name, $metadata } = error as SFNServiceException;
    const outcome = outcomes[name];
    if (outcome === undefined) throw error;
    const isRepeated = ($metadata.attempts ?? 1) > 1;
    return outcome === "refused" && wasAwaited && isRepeated ? "taken" : outcome;
  }
}

/** Says each second that somebody is at it, for so many seconds. */
export async function keepAlive(answers: Answers, question: Question, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (; Date.now() < end; await sleep(Math.min(1000, end - Date.now()))) await answers.heartbeat(question);
}
