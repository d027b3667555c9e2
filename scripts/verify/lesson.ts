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
  /**
   * Starts an execution of the step's state machine, shows its states live and returns it closed, however it ended.
   * One that still runs after the limit is stopped, and returned as it was then: RUNNING.
   */
  run(title: string, input: unknown, options?: RunOptions): Promise<Execution>;
  /** Follows an execution that was started in another way, in the same manner. */
  follow(title: string, executionArn: string, options?: RunOptions): Promise<Execution>;
  /** Makes one check: it fails with what the body throws. The hint tells a learner where to look. */
  check(name: string, hint: Hint, body: () => void | Promise<void>): Promise<void>;
  /** Adds a table to the report. Its first row is the head. */
  table(title: string, rows: string[][]): void;
  /** Hides a value in everything that is printed from now on, and returns it. */
  secret(value: string): string;
}

/** A sentence that helps, and the section of the step's doc page that explains. */
export interface Hint {
  hint: string;
  /** An anchor in the step's page, for example `wait-states` for `docs/01-starter.md#wait-states`. */
  section: string;
}

export interface RunOptions {
  /** Seconds; 90 by default. */
  limit?: number;
}

export interface LessonStack {
  name: string;
  /** Output values by their names. */
  outputs: Record<string, string>;
  /** Parameter values by their names. */
  parameters: Record<string, string>;
  /** Physical ids by logical ids. */
  resources: Record<string, string>;
  /** The ARN of something in the stack's account and region, for example `arn("lambda", "function:x")`. */
  arn(service: string, resource: string): string;
}

/** The default export of a step's verify.ts. */
export type Verify = (lesson: Lesson) => Promise<void>;

export interface CheckResult {
  name: string;
  passed: boolean;
  /** What was wrong, where the check failed. */
  problem?: { message: string; expected?: string; actual?: string };
  hint: string;
  /** The page and section that explain, for example `docs/01-starter.md#run-it`. */
  doc: string;
}

export interface LessonReport {
  checks: CheckResult[];
  executions: { title: string; execution: Execution }[];
  tables: { title: string; rows: string[][] }[];
}
