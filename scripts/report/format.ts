import type { Execution } from "../execution/follow.ts";
import type { GraphNode, NodeStatus } from "../execution/graph.ts";
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

/** A check as people read it: one line, and below a failed one what was expected, what was found, and a hint. */
export function checkLines(screen: Screen, { name, passed, problem, hint, doc }: CheckResult): string[] {
  const lines = [`${statusMark(screen, passed)} ${name}`];
  if (problem?.message) lines.push(`    ${problem.message}`);
  if (problem?.expected !== undefined) lines.push(`    expected  ${problem.expected}`);
  if (problem?.actual !== undefined) lines.push(`    actual    ${problem.actual}`);
  if (!passed) lines.push(`    ${screen.yellow("hint")}      ${hint} See ${doc}`);
  return lines;
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
    cause: execution.cause,
  };
  return Object.entries(shown).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
}
