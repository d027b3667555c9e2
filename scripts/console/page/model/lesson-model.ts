import { firstRed } from "../../../learn/todo.ts";
import { todosIn } from "../../../learn/watch/standing.ts";
import type { CheckResult } from "../../../verify/lesson.ts";
import type { CourseEntry, Lesson } from "../../messages.ts";

/** A check of the to-do list. */
export interface ShownCheck {
  name: string;
  tone: "succeeded" | "failed" | "notReached";
  result?: CheckResult;
  /** Whether that came of the run before, and the one that goes on has not made the check yet. */
  isOld: boolean;
}

/** The to-do list. Until a run has made a check, what the run before found is shown. */
export function shownChecks(lesson: Lesson, before: CheckResult[]): ShownCheck[] {
  return todosIn(lesson).map(({ name, result: fresh }) => {
    const old = lesson.isRunning ? before.find(result => result.name === name) : undefined;
    const result = fresh ?? old;
    const tone = result?.passed ? "succeeded" : result && !result.notChecked ? "failed" : "notReached";
    return { name, tone, ...(result && { result }), isOld: !fresh && old !== undefined };
  });
}

/** The check that is open: the first red one. */
export const openCheck = (checks: ShownCheck[]): CheckResult | undefined =>
  firstRed(checks.flatMap(({ result }) => result ?? []));

/** The ARN of the execution that a learner wants to see: the newest while they run, then the one of the first red check. */
export function executionToShow({ executions, isRunning, results }: Lesson): string | undefined {
  if (isRunning) return executions.at(-1)?.arn;
  const red = firstRed(results)?.execution;
  return executions.some(({ arn }) => arn === red) ? red : executions[0]?.arn;
}

/** The step to go on with: the next one that is not done, or else one before. */
export function stepAfter(items: CourseEntry[], name: string): CourseEntry | undefined {
  const own = items.find(({ step }) => step === name)?.challengeOf ?? name;
  const steps = items.filter(({ challengeOf }) => !challengeOf);
  const at = steps.findIndex(({ step }) => step === own);
  const others = [...steps.slice(at + 1), ...steps.slice(0, Math.max(at, 0))];
  return others.find(({ state }) => state !== "done");
}

/** Where the console has a section of a page: `docs/01-starter.md#run-it`. */
export const addressOfSection = (doc: string): string =>
  doc.replace(/^docs\/([\w-]+)\.md/, (_, name) => `/lessons/${name}`);
