import { allStates, type Definition } from "../execution/definition.ts";
import type { Execution } from "../execution/follow.ts";
import { graphOf } from "../execution/graph.ts";
import type { StepOutcome } from "../run/run-step.ts";
import { pageOf, type Step } from "../shared/steps.ts";
import type { Target } from "../targets/index.ts";
import type { LessonStack } from "../verify/lesson.ts";
import { executionLines, notCheckedLines, verdict } from "./format.ts";
import { graphLines } from "./graph-lines.ts";
import type { Screen } from "./screen.ts";

/**
 * The end of a run for people: the first execution and its graph, the tables, and what to try next. `command` runs the
 * step again.
 */
export function outcomeLines(
  screen: Screen,
  outcome: StepOutcome,
  target: Target,
  command: string,
): string[] {
  const { step, report, stack, definition } = outcome;
  if (!report || !stack || !definition) return [];
  const words = verdict(report.checks);
  const paint = report.checks.every(({ passed }) => passed) ? screen.green : screen.red;
  return [
    ...runLines(screen, outcome),
    "",
    ...notCheckedLines(screen, report.checks),
    screen.bold(paint(`Step ${step.name}: ${words}`)),
    "",
    ...tryNext(step, stack, target, command),
  ];
}

/** What ran: the first execution and its graph, and the tables. */
export function runLines(screen: Screen, { report, definition }: StepOutcome): string[] {
  if (!report || !definition) return [];
  const [first] = report.executions;
  return [
    ...(first
      ? ["", screen.bold(first.title), ...executionLines(first.execution).map(line => `  ${line}`)]
      : []),
    ...(first && isOf(definition, first.execution)
      ? ["", ...graphLines(screen, graphOf(definition, first.execution.visits), "  ")]
      : []),
    ...report.tables.flatMap(({ title, rows }) => ["", screen.bold(title), ...tableLines(rows)]),
  ];
}

/** Whether an execution went through states of a definition: it may be one of another state machine of the stack. */
function isOf(definition: Definition, { visits }: Execution): boolean {
  const states = allStates(definition);
  return visits.some(({ name }) => states.has(name));
}

function tryNext(step: Step, stack: LessonStack, target: Target, command: string): string[] {
  const { StateMachineArn: arn } = stack.outputs;
  const commands = [
    ...(target.kind === "local"
      ? ['  eval "$(npm run -s local -- env)"    # points the AWS CLI at the local target']
      : []),
    `  aws stepfunctions start-execution --state-machine-arn ${arn} --input file://${inputOf(step)}`,
  ];
  return [
    ...(arn ? [`Stack ${stack.name} stays up. Try next:`, ...commands] : [`Stack ${stack.name} stays up.`]),
    `Read on:       ${pageOf(step)}`,
    `Take it down:  ${command} --destroy`,
  ];
}

/** A challenge's is put together with the rest of it. */
const inputOf = ({ name, challengeOf }: Step) => `${challengeOf ? "dist" : "steps"}/${name}/input.json`;

/** A table, its columns as wide as their widest cell. */
export function tableLines(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? "").length)));
  return rows.map(row =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

/** The outcome as data, for `--json`. */
export function outcomeJson(outcome: StepOutcome): unknown {
  const { step, passed, report, stack } = outcome;
  return {
    step: step.name,
    passed,
    ...("failure" in outcome && { error: messageOf(outcome.failure) }),
    ...(stack && { stack: { name: stack.name, outputs: stack.outputs } }),
    ...(report && {
      checks: report.checks,
      executions: report.executions.map(({ title, execution: { events: _, ...execution } }) => ({
        title,
        ...execution,
      })),
      tables: report.tables,
    }),
  };
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
