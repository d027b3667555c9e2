import { SFNClient } from "@aws-sdk/client-sfn";
import type { Execution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import { startExecution } from "../../scripts/execution/start.ts";
import { executionArn } from "../../scripts/shared/arn.ts";
import { bucketReader } from "../../scripts/verify/arrivals/bucket.ts";
import { executionsReader } from "../../scripts/verify/arrivals/executions.ts";
import { type Arrival, collect, type Reader } from "../../scripts/verify/arrivals/index.ts";
import { logReader } from "../../scripts/verify/arrivals/log.ts";
import { queueReader } from "../../scripts/verify/arrivals/queue.ts";
import { streamReader } from "../../scripts/verify/arrivals/stream.ts";
import { begun } from "../../scripts/verify/begun.ts";
import type { Advice, Lesson } from "../../scripts/verify/lesson.ts";

/** Somebody whom the rule tells how executions go. */
export interface Receiver extends Advice {
  name: string;
  /** The logical id of what keeps the events that arrive. */
  keeper: string;
  /** The check that says more clearly why nothing arrives. */
  needs?: string[];
  /** Reads back what has arrived since a time, by the keeper's physical id. */
  read(target: Lesson["target"], id: string, since: Date): Reader;
}

/** Those that can be read back. */
export const receivers: Receiver[] = [
  {
    name: "SQS queue",
    keeper: "Queue",
    read: queueReader,
    section: "sqs-queue",
    hint: "Does it subscribe to the topic, with RawMessageDelivery?",
    needs: ["Only the topic may send to the SQS queue"],
  },
  {
    name: "monitor",
    keeper: "MonitorLogGroup",
    read: logReader,
    section: "the-monitor",
    hint: "Does it subscribe to the topic? Look into its log.",
    needs: ["Only the topic may invoke the monitor"],
  },
  {
    name: "FIFO queue",
    keeper: "FifoQueue",
    read: queueReader,
    section: "fifo-queue",
    hint: "Is it a target, and does it have ContentBasedDeduplication?",
    needs: ["Only the rule may send to the FIFO queue"],
  },
  {
    name: "stream",
    keeper: "Stream",
    read: streamReader,
    section: "kinesis-stream",
    hint: "Is it a target of the rule, and does the rule's role allow it?",
  },
  {
    name: "keyed stream",
    keeper: "KeyedStream",
    read: streamReader,
    section: "partition-key",
    hint: "Is it a target of the rule, and does the rule's role allow it?",
  },
  {
    name: "archive",
    keeper: "ArchiveBucket",
    read: bucketReader,
    section: "firehose-archive",
    hint: "May its role read the stream and write to the bucket?",
  },
  {
    name: "audit",
    keeper: "AuditStateMachine",
    read: executionsReader,
    section: "audit-state-machine",
    hint: "Is it a target, does the rule's role allow it, and does it get the whole event as its input?",
  },
];

export const statuses = ["ABORTED", "FAILED", "RUNNING", "SUCCEEDED", "TIMED_OUT"] as const;

export type Status = (typeof statuses)[number];

/** The executions that had each status. */
type Happened = Record<Status, Execution[]>;

/** What there is to be heard of: each execution was RUNNING, and has ended in some way. */
export function happenedTo(executions: Execution[]): Happened {
  const ended = (status: Status) => executions.filter(execution => execution.status === status);
  return {
    ABORTED: ended("ABORTED"),
    FAILED: ended("FAILED"),
    RUNNING: executions,
    SUCCEEDED: ended("SUCCEEDED"),
    TIMED_OUT: ended("TIMED_OUT"),
  };
}

/** What one receiver heard. Each function throws where the receiver is not there. */
export interface Heard extends Advice {
  name: string;
  keeper: string;
  needs?: string[];
  arrivals(): Promise<Arrival[]>;
  statuses(): Promise<Status[]>;
}

/**
 * Reads back what the receivers were told, until each knows of all that happened, or no more is to be expected. The topic
 * comes first.
 */
export function listen(lesson: Lesson, happened: Happened): Heard[] {
  const starts = happened.RUNNING.map(({ startDate }) => startDate.getTime());
  const since = new Date(Math.min(...starts));
  const toHear = statuses.filter(status => happened[status].length > 0);
  const heardIn = (arrivals: Arrival[]) => toHear.filter(status => isHeard(arrivals, status, happened));
  const isComplete = (arrivals: Arrival[]) => heardIn(arrivals).length === toHear.length;
  // Without a rule, nobody will ever hear of anything.
  const patient = lesson.stack.resources.StatusRule ? lesson.target : { ...lesson.target, lagMs: 0 };
  const heard = receivers.map(({ read, ...receiver }): Heard => {
    const reading = async () =>
      await collect(patient, read(patient, lesson.resource(receiver.keeper), since), isComplete);
    const arrivals = begun(reading());
    return { ...receiver, arrivals, statuses: async () => heardIn(await arrivals()) };
  });
  const subscribers = heard.filter(({ name }) => name === "SQS queue" || name === "monitor");
  const toldByTopic = async () => {
    lesson.resource("Topic"); // throws where there is none
    return (await settled(subscribers.map(({ arrivals }) => arrivals()))).flat();
  };
  return [{ ...topic, arrivals: toldByTopic, statuses: async () => heardIn(await toldByTopic()) }, ...heard];
}

/** A topic keeps nothing: what it was sent is what it told its subscribers. */
const topic = {
  name: "SNS topic",
  keeper: "Topic",
  section: "sns-topic",
  hint: "Is it a target of the rule? It shows by its subscribers: does it have any?",
  needs: ["Only the rule may publish to the topic"],
};

/** What came of those that came to something. */
export async function settled<Value>(promises: Promise<Value>[]): Promise<Value[]> {
  return (await Promise.allSettled(promises)).flatMap(result =>
    result.status === "fulfilled" ? [result.value] : [],
  );
}

/** The names of those that heard of executions of another state machine. */
export async function hearingOfOthers(heard: Heard[], stateMachineArn: string): Promise<string[]> {
  const own = executionArn(stateMachineArn, "");
  const others = heard.map(async ({ name, arrivals }) => {
    const notices = (await arrivals()).map(noticeIn);
    return notices.some(notice => notice && !notice.executionArn.startsWith(own)) ? [name] : [];
  });
  return (await settled(others)).flat();
}

function isHeard(arrivals: Arrival[], status: Status, happened: Happened): boolean {
  const notices = arrivals.map(noticeIn).filter(notice => notice?.status === status);
  return happened[status].every(({ arn }) => notices.some(notice => notice?.executionArn === arn));
}

/** What each text that arrives tells, whichever receiver it was sent to. */
interface Notice {
  executionArn: string;
  status: string;
}

/** The notice in an event, a line of the monitor or a sentence for people; undefined for anything else. */
export function noticeIn({ text }: Arrival): Notice | undefined {
  const value = readJson(text);
  if (typeof value === "string") {
    const [, executionArn, status] = /^Execution (\S+) is (\w+)\.$/.exec(value) ?? [];
    return executionArn && status ? { executionArn, status } : undefined;
  }
  const { executionArn, status } =
    (value as { detail?: Notice })?.detail ?? ((value ?? {}) as Partial<Notice>);
  return executionArn && status ? { executionArn, status } : undefined;
}

/**
 * A new rule takes a while to work on AWS, and never hears of what happened before. Gives up after the target's lag, and
 * where there is no rule yet, or no queue to hear it in.
 */
export async function untilRuleHears({ target, stack, input, output }: Lesson): Promise<void> {
  const { FifoQueue, StatusRule } = stack.resources;
  if (!FifoQueue || !StatusRule) return;
  const queue = queueReader(target, FifoQueue);
  const patient = { ...target, lagMs: Math.min(target.lagMs, 10_000) }; // then another execution is started
  for (const limit = Date.now() + target.lagMs; Date.now() < limit; ) {
    const succeed = { ...input, behaviour: "succeed" };
    const sfn = target.client(SFNClient);
    const arn = await startExecution(sfn, output("StateMachineArn"), succeed, "warm-up");
    const isHeard = (arrivals: Arrival[]) =>
      arrivals.some(arrival => noticeIn(arrival)?.executionArn === arn);
    if (isHeard(await collect(patient, queue, isHeard))) return;
  }
}

/** A table of what each receiver heard; nothing where it is not there. */
export async function showMatrix({ table }: Lesson, heard: Heard[]): Promise<void> {
  const columns = await Promise.all(heard.map(receiver => receiver.statuses().catch((): Status[] => [])));
  table("What arrived where", [
    ["status", ...heard.map(({ name }) => name)],
    ...statuses.map(status => [status, ...columns.map(column => (column.includes(status) ? "✓" : "✗"))]),
  ]);
}
