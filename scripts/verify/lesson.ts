import { SFNClient } from "@aws-sdk/client-sfn";
import { Assertion } from "uvu/assert";
import type { Definition } from "../execution/definition.ts";
import { type Execution, followExecution, stopExecution } from "../execution/follow.ts";
import { startExecution } from "../execution/start.ts";
import type { Display } from "../report/display.ts";
import { keepSecret } from "../report/redact.ts";
import type { Step } from "../steps.ts";
import type { Target } from "../target/index.ts";

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

const defaultLimit = 90;

/** Runs a verify script against a deployed stack. What goes wrong outside of its checks is a failed check, too. */
export async function runVerify(
  verify: Verify,
  about: Pick<Lesson, "step" | "target" | "stack" | "definition" | "input">,
  display: Display,
): Promise<LessonReport> {
  const { step, stack, target } = about;
  const report: LessonReport = { checks: [], executions: [], tables: [] };
  const sfn = target.client(SFNClient);

  const follow: Lesson["follow"] = async (title, arn, { limit = defaultLimit } = {}) => {
    const place = report.executions.length; // in the order in which they start
    report.executions.length += 1;
    const live = display.execution(title);
    const options = { pollMs: target.pollMs, limitMs: limit * 1000, onChange: live.update };
    const execution = await followExecution(sfn, arn, options);
    live.end(execution);
    if (execution.status === "RUNNING") await stopExecution(sfn, arn, `It ran for over ${limit} s.`);
    report.executions[place] = { title, execution };
    return execution;
  };

  const run: Lesson["run"] = async (title, input, options) =>
    await follow(title, await startExecution(sfn, stack.outputs.StateMachineArn, input), options);

  const check: Lesson["check"] = async (name, { hint, section }, body) => {
    const result: CheckResult = { name, passed: true, hint, doc: `docs/${step.name}.md#${section}` };
    try {
      await body();
    } catch (error) {
      result.passed = false;
      result.problem = explain(error as Error);
    }
    report.checks.push(result);
    display.check(result);
  };

  const table: Lesson["table"] = (title, rows) => report.tables.push({ title, rows });

  try {
    await verify({ ...about, run, follow, check, table, secret: keepSecret });
  } catch (error) {
    const hint = "The checks after this one were not made. Look at the stack and its state machine first.";
    await check("The verification runs to its end", { hint, section: "run-it" }, () => Promise.reject(error));
  }
  return report;
}

function explain(error: Error): NonNullable<CheckResult["problem"]> {
  if (!(error instanceof Assertion)) return { message: `${error.name}: ${error.message}` };
  if (error.operator === "ok" || error.operator === "unreachable") return { message: error.message };
  return {
    message: error.generated ? "" : error.message,
    expected: show(error.expects),
    actual: show(error.actual),
  };
}

const show = (value: unknown) =>
  value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? "undefined");
