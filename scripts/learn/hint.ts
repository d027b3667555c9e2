import { problemLines } from "../report/format.ts";
import type { Screen } from "../report/screen.ts";
import { type Step, wordsFor } from "../shared/steps.ts";
import type { CheckResult } from "../verify/lesson.ts";
import { readLastRun, writeLastRun } from "./last-run.ts";
import { editsIn, type PageEdit, pageSection } from "./page-section.ts";
import { firstRed } from "./todo.ts";

/** A hint for a red check. The first is about what it saw, the second says what to do, the third shows the change itself. */
export interface Hint {
  check: CheckResult;
  depth: number;
  deepest: number;
  /** The edits of the page's section, in the third hint. What was given from the start, and is broken now, has none. */
  edits?: PageEdit[];
  /** The text of the section, where it has no edits. */
  section?: string;
}

/** The third hint is an edit of the page, and the edits of a challenge are on no page. */
const deepestOf = ({ challengeOf }: Step) => (challengeOf ? 2 : 3);

/**
 * A hint for the first red check of the last run: each call for the same check goes one deeper. Where there is none to give,
 * a sentence that says why.
 */
export async function nextHint(step: Step): Promise<Hint | string> {
  const run = readLastRun(step);
  if (!run) return `${step.name} has not been checked here yet: npm run learn -- ${wordsFor(step)}`;
  const check = firstRed(run.checks);
  if (!check) return `All checks of ${step.name} were green: there is nothing to give a hint on.`;
  const deepest = deepestOf(step);
  const depth = run.hint?.check === check.name ? Math.min(run.hint.depth + 1, deepest) : 1;
  writeLastRun(step, { ...run, hint: { check: check.name, depth } });
  return { check, depth, deepest, ...(depth === 3 && (await changeIn(check.doc))) };
}

async function changeIn(doc: string): Promise<Pick<Hint, "edits" | "section">> {
  const section = (await pageSection(doc)) ?? "";
  const edits = editsIn(section);
  return edits.length > 0 ? { edits } : { section };
}

/** What the next hint would tell. */
const deeper = ["", "Ask again for what to do.", "Ask again for the change itself."];

/** A hint for people; a sentence as it is. */
export function hintLines(screen: Screen, hint: Hint | string): string[] {
  if (typeof hint === "string") return [hint];
  const { check, depth, deepest } = hint;
  return [
    `${screen.red("✗")} ${check.name} ${screen.dim(`(hint ${depth} of ${deepest})`)}`,
    ...linesAt(screen, hint),
    ...(depth < deepest ? ["", screen.dim(deeper[depth] ?? "")] : []),
  ];
}

function linesAt(screen: Screen, { check, depth, edits, section = "" }: Hint): string[] {
  if (depth === 1) return problemLines(screen, check);
  if (depth === 2) return [`    ${check.hint}`, `    Read ${check.doc}`];
  const change = edits
    ? edits.flatMap(({ file, text }) => [screen.bold(`Edit ${file}`), ...text.trimEnd().split("\n"), ""])
    : section.split("\n");
  return ["", ...change, `Read ${check.doc}`];
}
