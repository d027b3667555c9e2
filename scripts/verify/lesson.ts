import type { Definition } from "../execution/definition.ts";
import type { Execution } from "../execution/follow.ts";
import type { Step } from "../shared/steps.ts";
import type { Target } from "../targets/index.ts";

/** What a step's verify script is given: the deployed stack, and ways to run executions and check what came of them. */
export interface Lesson {
  step: Step;
  target: Target;
  stack: LessonStack;
  /** The state machine's definition as the step's folder has it, filled for this stack. */
  definition: Definition;
  /** The execution input: the step's `input.json`, with what `--input` changes. */
  input: Record<string, unknown>;
  /** The value of an output of the stack. Throws a Missing error where the template has no such output. */
  output(name: string): string;
  /** The physical id of a resource of the stack. Throws a Missing error where the template has no such resource. */
  resource(logicalId: string): string;
  /**
   * Starts an execution of the step's state machine, shows its states live and returns it closed, however it ended.
   * One that still runs after the limit is stopped, and returned as it was then: RUNNING.
   */
  run(title: string, input: unknown, options?: RunOptions): Promise<Execution>;
  /** Follows an execution that was started in another way, in the same manner. */
  follow(title: string, executionArn: string, options?: RunOptions): Promise<Execution>;
  /** Makes one check and reports it, passed or failed; never throws, except when the target is lost. */
  check(name: string, check: Check): Promise<void>;
  /** Adds a table to the report. Its first row is the head. */
  table(title: string, rows: string[][]): void;
  /** Hides a value in everything that is printed from now on, and returns it. */
  secret(value: string): string;
}

/** What a check looks at and what it wants; or a judgement, where that is more than a comparison. */
export type Check = Advice & Subject & (Comparison | Judgement);

export interface Subject {
  needs?: Need | Need[];
  /** The execution that the check is about, where it is none that the check needs: one that may have failed. */
  about?: Execution;
}

/** Passes when both are the same data. A function is asked when the check is made; what it throws fails the check. */
export interface Comparison {
  seen: unknown | (() => unknown);
  want: unknown | (() => unknown);
}

/** Fails with the problem that it returns, or with what it throws. */
export interface Judgement {
  judge: () => Verdict | Promise<Verdict>;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a judgement that throws need not return anything
type Verdict = Problem | undefined | void;

/**
 * What has to be right before a check can tell anything new: an execution that succeeded, or another check, by its name,
 * that passed. Otherwise the check is not made.
 */
export type Need = Execution | string;

/** A sentence that helps when a check fails, and the section of the step's page that explains. */
export interface Advice {
  hint: string;
  /**
   * An anchor on the step's page, such as `wait-states` for `docs/01-starter.md#wait-states`; on another step's with that
   * step's name before it: `04-tweetbot#message`.
   */
  section: string;
}

export interface RunOptions {
  /** Seconds after which it is given up; 90 by default. */
  limit?: number;
  /** Seconds after which the execution is stopped, for a lesson about that. */
  stopAfter?: number;
  /** What the execution's name begins with, for a lesson about that; `verify` by default. */
  word?: string;
}

export interface LessonStack {
  name: string;
  /** The number of its AWS account. */
  account: string;
  /** Output values by their names. */
  outputs: Record<string, string>;
  /** Parameter values by their names. */
  parameters: Record<string, string>;
  /** Physical ids by logical ids. */
  resources: Record<string, string>;
  /** The ARN of something in the stack's account and region, for example `arn("lambda", "function:x")`. */
  arn(service: string, resource: string): string;
}

/** Something that a step is agreed to have is not there. Its message says what and where, for a learner. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/** The default export of a step's verify.ts. */
export type Verify = (lesson: Lesson) => Promise<void>;

export interface CheckResult {
  name: string;
  passed: boolean;
  /** Why the check was not made: it would only have told once more what has failed already. */
  notChecked?: string;
  /** What was wrong, where the check failed. */
  problem?: Problem;
  hint: string;
  /** The page and section that explain, for example `docs/01-starter.md#run-it`. */
  doc: string;
  /** The ARN of the execution that proves it, where there is one. */
  execution?: string;
  /** Where in the step's folder the check is made. */
  place?: { file: string; line: number };
}

export interface Problem {
  message: string;
  expected?: string;
  actual?: string;
  /** Line by line what is too much and what is missing, where expected and actual would be too long to compare. */
  difference?: string[];
  /** What only a person who looks for it wants to see: the stack trace of a function. */
  trace?: string;
  /** A hint that fits this problem better than the check's own. */
  hint?: string;
}

export interface LessonReport {
  checks: CheckResult[];
  executions: { title: string; execution: Execution }[];
  tables: { title: string; rows: string[][] }[];
}
