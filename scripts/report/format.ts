import type { Execution } from "../execution/follow.ts";
import type { GraphNode, NodeStatus } from "../execution/graph.ts";
import { readCause } from "../verify/failure.ts";
import type { CheckResult } from "../verify/lesson.ts";
import type { Screen } from "./screen.ts";

/** A duration for people: `10.0 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** What an execution tells of a state: its duration, its attempts where there was more than one, its error. */
export function nodeFacts({ durationMs, attempts, error }: GraphNode): string[] {
  return [
    ...(durationMs === undefined ? [] : [seconds(durationMs)]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(error ? [error] : []),
  ];
}

export function statusMark(screen: Screen, good: boolean): string {
  return good ? screen.green("✓") : screen.red("✗");
}

/** A mark for what became of a state. */
export function visitMark(screen: Screen, status: NodeStatus): string {
  const marks = {
    succeeded: screen.green("✓"),
    caught: screen.yellow("!"),
    failed: screen.red("✗"),
    stopped: screen.yellow("■"),
    running: screen.yellow("…"),
    notReached: screen.dim("○"),
  };
  return marks[status];
}

/**
 * A check as people read it: one line, and below a failed one what is wrong, and a hint. One that was not made has none:
 * it is told at the end, with the others.
 */
export function checkLines(screen: Screen, result: CheckResult, verbose = false): string[] {
  const { name, passed, notChecked, hint, doc } = result;
  if (notChecked) return [];
  return [
    `${statusMark(screen, passed)} ${name}`,
    ...problemLines(screen, result, verbose),
    ...(passed ? [] : [`    ${screen.yellow("hint")}      ${hint} See ${doc}`]),
  ];
}

/** What is wrong where a check failed: its message, what was expected and what was found. */
export function problemLines(screen: Screen, { problem }: CheckResult, verbose = false): string[] {
  const lines: string[] = [];
  for (const line of problem?.message ? problem.message.split("\n") : []) lines.push(`    ${line}`);
  if (problem?.expected !== undefined) lines.push(`    expected  ${problem.expected}`);
  if (problem?.actual !== undefined) lines.push(`    actual    ${problem.actual}`);
  for (const line of problem?.difference ?? []) lines.push(`    ${differenceLine(screen, line)}`);
  for (const line of verbose && problem?.trace ? problem.trace.split("\n") : []) {
    lines.push(`    ${screen.dim(line)}`);
  }
  return lines;
}

/** A line of a difference: green is missing, red is too much, as people know it from git; `!` is wrong by itself. */
function differenceLine(screen: Screen, line: string): string {
  if (line.startsWith("!")) return `${screen.red("wrong   ")}  ${line.slice(2)}`;
  if (line.startsWith("-")) return `${screen.green("missing ")}  ${line.slice(2)}`;
  if (line.startsWith("+")) return `${screen.red("too much")}  ${line.slice(2)}`;
  return `          ${line.slice(2)}`;
}

/** All checks in one sentence. */
export function verdict(checks: CheckResult[]): string {
  if (checks.every(({ passed }) => passed)) return `all ${checks.length} checks passed.`;
  const notChecked = checks.filter(check => check.notChecked).length;
  const failed = checks.filter(({ passed }) => !passed).length - notChecked;
  const rest = notChecked > 0 ? `, ${notChecked} not checked yet` : "";
  return `${failed} of ${checks.length} checks failed${rest}.`;
}

/** The checks that were not made, folded: what they would tell follows from what has failed. */
export function notCheckedLines(screen: Screen, checks: CheckResult[]): string[] {
  const left = checks.filter(({ notChecked }) => notChecked);
  if (left.length === 0) return [];
  return [
    `○ ${left.length} not checked yet, because of what failed:`,
    ...left.map(({ name, notChecked }) => `  ○ ${name} (${notChecked})`),
  ].map(screen.dim);
}

/** An execution in the words of `aws stepfunctions describe-execution`. */
export function executionLines(execution: Execution): string[] {
  const shown = {
    executionArn: execution.arn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startDate.toISOString(),
    stopDate: execution.stopDate?.toISOString(),
    input: JSON.stringify(execution.input),
    output: execution.output === undefined ? undefined : JSON.stringify(execution.output),
    error: execution.error,
    cause: execution.cause && readCause(execution.cause).message,
  };
  return Object.entries(shown).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
}
