import { graphOf } from "../execution/graph.ts";
import type { StepOutcome } from "../run/run-step.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { seconds, verdict } from "./format.ts";
import { markdownTable, markdownText as text } from "./markdown.ts";
import { mermaid } from "./mermaid.ts";

/**
 * A step's outcome as Markdown for the summary of a GitHub Actions job. `linkTo` makes the address of a page of this
 * repository, such as `docs/01-starter.md#run-it`. Of the checks that failed, so many are opened.
 */
export function summary(
  outcome: StepOutcome,
  linkTo: (page: string) => string,
  opened = Number.POSITIVE_INFINITY,
): string {
  const { step, report, stack } = outcome;
  if (!report || !stack) return "";
  const failed = report.checks.filter(({ passed, notChecked }) => !passed && !notChecked);
  const mark = failed.length === 0 ? "✅" : "❌";
  return [
    `## ${text(`${mark} ${step.name}: ${verdict(report.checks).replace(/\.$/, "")}`)}`,
    ...failed.slice(0, opened).map(check => failure(check, linkTo)),
    table([
      ["", "Check"],
      ...report.checks.map(({ name, passed, notChecked }) => [
        passed ? "✅" : notChecked ? "➖" : "❌",
        name,
      ]),
    ]),
    ...executions(outcome),
    ...report.tables.flatMap(({ title, rows }) => [`### ${text(title)}`, table(rows)]),
    details("Resources", table([[`Stack ${stack.name}`, "Physical id"], ...Object.entries(stack.resources)])),
    details("Timings", table([["What", "Took"], ...timings(outcome)])),
    "",
  ].join("\n\n");
}

function failure({ name, problem, hint, doc }: CheckResult, linkTo: (page: string) => string): string {
  return [
    `### ❌ ${text(name)}`,
    ...(problem?.message ? [text(problem.message)] : []),
    ...(problem?.expected === undefined ? [] : [`Expected ${code(problem.expected)}`]),
    ...(problem?.actual === undefined ? [] : [`Actual ${code(problem.actual)}`]),
    ...(problem?.difference ? [["```diff", ...problem.difference.map(fenced), "```"].join("\n")] : []),
    ...(problem?.trace ? [details("Stack trace", `<pre>${text(problem.trace)}</pre>`)] : []),
    `${text(hint)} See [${text(doc)}](${linkTo(doc)}).`,
  ].join("\n\n");
}

/** The graphs of the executions of the step's own state machine, the first one open. */
function executions({ report, stack, definition }: StepOutcome): string[] {
  const own = (report?.executions ?? []).filter(
    ({ execution }) => execution.stateMachineArn === stack?.outputs.StateMachineArn,
  );
  return own.map(({ title, execution }, index) => {
    const heading = `${title}: ${execution.status}${execution.error ? ` (${execution.error})` : ""}`;
    const graph = definition
      ? ["```mermaid", mermaid(graphOf(definition, execution.visits)).trimEnd(), "```"]
      : [];
    return index === 0
      ? [`### ${text(heading)}`, "", ...graph].join("\n")
      : details(heading, graph.join("\n"));
  });
}

function timings({ report, timings = [] }: StepOutcome): string[][] {
  const executed = (report?.executions ?? []).map(({ title, execution: { startDate, stopDate } }) => [
    title,
    stopDate ? seconds(stopDate.getTime() - startDate.getTime()) : "did not end",
  ]);
  return [...timings.map(({ title, ms }) => [title, seconds(ms)]), ...executed];
}

const table = (rows: string[][]) => markdownTable(rows.map(row => row.map(text))).trimEnd();

/** A line inside a fence, which it must not end. */
const fenced = (line: string) => line.replaceAll("```", "` ` `");
const code = (value: string) => `<code>${text(value)}</code>`;
const details = (title: string, body: string) =>
  `<details><summary>${text(title)}</summary>\n\n${body}\n\n</details>`;
