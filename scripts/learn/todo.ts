import { checkLines, statusMark } from "../report/format.ts";
import type { Screen } from "../report/screen.ts";
import type { CheckResult } from "../verify/lesson.ts";

/** A check, and what came of it where that is known. */
export interface Todo {
  name: string;
  result?: CheckResult;
}

/** The checks in their order: those that are known from the start, then any others that were made. */
export function todosOf(known: string[], results: CheckResult[]): Todo[] {
  const names = [...new Set([...known, ...results.map(({ name }) => name)])];
  return names.map(name => {
    const result = results.find(result => result.name === name);
    return { name, ...(result && { result }) };
  });
}

/** The first check that failed; one that was not made has nothing to say. */
export const firstRed = (results: CheckResult[]): CheckResult | undefined =>
  results.find(({ passed, notChecked }) => !passed && !notChecked);

/** How many of the checks are green: `5 of 13 checks green`. */
export function tally(todos: Todo[]): string {
  const green = todos.filter(({ result }) => result?.passed).length;
  return `${green} of ${todos.length} checks green`;
}

/** The checks as a to-do list: a line for each, and the first red one open, with what is wrong and where to read. */
export function todoLines(screen: Screen, todos: Todo[], verbose = false): string[] {
  const open = firstRed(todos.flatMap(({ result }) => result ?? []));
  return todos.flatMap(({ name, result }) => {
    if (result && result === open) return checkLines(screen, result, verbose);
    if (!result || result.notChecked) return [screen.dim(`○ ${name}`)];
    return [`${statusMark(screen, result.passed)} ${name}`];
  });
}
