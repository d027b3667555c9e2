import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Layout } from "../execution/layout.ts";
import type { CourseItem } from "../learn/course-list.ts";
import type { StepState } from "../learn/progress.ts";
import type { Standing } from "../learn/watch/standing.ts";

// What the server and the page say to each other. Times are milliseconds since 1970.

/**
 * What a tab wants to hear of: `course`, `lesson <step>`, `machines`, `executions <ARN>`, `execution <ARN>`, `map-run <ARN>`,
 * `receivers <stack>`.
 */
export type TopicName = string;

/** What a tab is told. Those with a topic are about what it wants to hear of. */
export type Message =
  | { kind: "health"; health: Health }
  | { kind: "course"; topic: TopicName; course: Course }
  | { kind: "lesson"; topic: TopicName; lesson: Lesson }
  | { kind: "machines"; topic: TopicName; machines: Machine[] }
  | { kind: "executions"; topic: TopicName; executions: ListedExecution[]; problem?: string }
  | { kind: "execution"; topic: TopicName; execution: ExecutionState }
  | { kind: "events"; topic: TopicName; events: EventJson[]; isAll: boolean }
  | { kind: "map-run"; topic: TopicName; mapRun: MapRun }
  | { kind: "receivers"; topic: TopicName; since: number; receivers: Receiver[] }
  | { kind: "problem"; topic: TopicName; text: string };

/** How well the target answers. */
export interface Health {
  state: "well" | "slow" | "away";
  /** What is wrong, in a sentence; empty where all is well. */
  text: string;
}

/** What does not change while the server runs; the page asks for it once. */
export interface About {
  target: { kind: "local" | "aws" | "endpoint"; title: string; region: string; account: string };
  learner: string;
  /** Whether executions may be started, stopped and answered from here. */
  mayChange: boolean;
  /** What opens the browser of other resources, as far as the place; absent where it was not asked for. */
  browser?: string;
}

/** The course as the learner has it. */
export interface Course {
  /** The steps in their order, each followed by its challenge. */
  items: CourseEntry[];
  /** All pages, in the order in which they are read. */
  pages: { name: string; title: string }[];
}

/** A step or a challenge, and how far the learner is with it. */
export interface CourseEntry extends CourseItem {
  title: string;
  /** What is built there, in a sentence. */
  about: string;
}

/** A step, or a challenge, that the learner works on. */
export interface Lesson extends Standing {
  step: string;
  state: StepState;
  /** The learner's folder: `my-work/01-starter`. */
  folder: string;
}

/** What a learner is asked before something is done; asked again with the answer "yes", it is done. */
export interface Question {
  question: string;
}

export interface Machine {
  arn: string;
  name: string;
  type: "STANDARD" | "EXPRESS";
  createdAt: number;
  /** Absent for one that belongs to no stack of the course. */
  stack?: {
    name: string;
    step: string;
    learner: string;
    logicalId: string;
    /** Whether receivers of the step are told how its executions go. */
    isHeard?: true;
  };
}

export type ExecutionStatus =
  | "RUNNING"
  | "SUCCEEDED"
  | "FAILED"
  | "TIMED_OUT"
  | "ABORTED"
  | "PENDING_REDRIVE";

export interface ListedExecution {
  arn: string;
  name: string;
  status: ExecutionStatus;
  startedAt: number;
  stoppedAt?: number;
}

/** A definition, and where its states are drawn: laying out takes code that the page need not load. */
export interface Workflow {
  /** In JSON; empty where it is not known any more. */
  definition: string;
  /** Absent for what is no definition. */
  layout?: Layout;
}

/** An execution without its history. Texts in it are cut where they are very long. */
export interface ExecutionState extends ListedExecution, Workflow {
  machineArn: string;
  machineName: string;
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  /** The execution or the Map run that started it, where that is known. */
  mapRunArn?: string;
}

/** An event as the API tells it, its time as a number. */
export type EventJson = Omit<HistoryEvent, "timestamp"> & {
  timestamp: number;
  /** Whether a text in it was cut; the whole of it is there for the asking. */
  isCut?: true;
  /** Whether this event starts a task that waits for a token which the server knows. */
  hasToken?: true;
};

export interface MapRun {
  arn: string;
  status: string;
  counts: { pending: number; running: number; succeeded: number; failed: number; total: number };
  /** Of the items that the child executions were given: with batches, there are more of them. */
  items: { failed: number; total: number };
  executions: ListedExecution[];
  /** Whether there are more executions than these. */
  hasMore: boolean;
}

/** What somebody heard who is told how executions go. */
export interface Receiver {
  name: string;
  /** By the execution's ARN, the statuses that arrived. */
  heard: Record<string, string[]>;
  /** Whether it is a queue: what was read there is gone, and what waits behind other messages can't be seen. */
  forgets?: true;
  problem?: string;
}

/** An input that may be started with. */
export interface Sample {
  title: string;
  /** JSON, as it is written in the step's files or in an execution. */
  input: string;
  /** When an execution was started with it. */
  startedAt?: number;
}

/** What is asked of an execution that waits for a token. */
export interface Answer {
  executionArn: string;
  /** The event that scheduled the task. */
  event: number;
  kind: "success" | "failure" | "heartbeat";
  output?: string;
  error?: string;
  cause?: string;
}

export interface LogLine {
  at: number;
  text: string;
}

export interface TextMessage {
  /** Masked, as phone numbers are everywhere. */
  phoneNumber: string;
  text: string;
  state: string;
  at: number;
}
