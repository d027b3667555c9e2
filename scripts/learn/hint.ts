import { problemLines } from "../report/format.ts";
import type { Screen } from "../report/screen.ts";
import { type Step, wordsFor } from "../shared/steps.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { readLastRun, writeLastRun } from "./last-run.ts";
import { editsIn, pageSection } from "./page-section.ts";
import { firstRed } from "./todo.ts";

/** The third hint is an edit of the page, and the edits of a challenge are on no page. */
const deepestOf = ({ challengeOf }: Step) => (challengeOf ? 2 : 3);

/** A hint for the first red check of the last run: each call for the same check goes one deeper. */
export async function hintLines(screen: Screen, step: Step): Promise<string[]> {
  const run = readLastRun(step);
  if (!run) return [`${step.name} has not been checked here yet: npm run learn -- ${wordsFor(step)}`];
  const red = firstRed(run.checks);
  if (!red) return [`All checks of ${step.name} were green: there is nothing to give a hint on.`];
  const deepest = deepestOf(step);
  const depth = run.hint?.check === red.name ? Math.min(run.hint.depth + 1, deepest) : 1;
  writeLastRun(step, { ...run, hint: { check: red.name, depth } });
  return [
    `${screen.red("✗")} ${red.name} ${screen.dim(`(hint ${depth} of ${deepest})`)}`,
    ...(await hintAt(screen, red, depth)),
    ...(depth < deepest ? ["", screen.dim(deeper[depth] ?? "")] : []),
  ];
}

/** What the next hint would tell. */
const deeper = ["", "Ask again for what to do.", "Ask again for the change itself."];

async function hintAt(screen: Screen, red: CheckResult, depth: number): Promise<string[]> {
  if (depth === 1) return problemLines(screen, red);
  if (depth === 2) return [`    ${red.hint}`, `    Read ${red.doc}`];
  const section = (await pageSection(red.doc)) ?? "";
  const edits = editsIn(section).flatMap(({ file, text }) => [
    screen.bold(`Edit ${file}`),
    ...text.trimEnd().split("\n"),
    "",
  ]);
  // What was given from the start, and is broken now, has no edit: its section tells of it.
  return ["", ...(edits.length > 0 ? edits : section.split("\n")), `Read ${red.doc}`];
}
