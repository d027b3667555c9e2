import { stripVTControlCharacters } from "node:util";
import { checkLines } from "../../report/format.ts";
import type { Screen } from "../../report/screen.ts";
import { firstRed, type Todo, tally, todoLines } from "../todo.ts";

/** What a learner sees while a step is watched. */
export interface View {
  step: string;
  todos: Todo[];
  /** What goes on right now, or what came of it. */
  note: string[];
}

const keys = ["h hint", "d diff", "l list", "r run again", "n next step", "o open the page", "q quit"];

/** The view in a terminal of this size. Where the list is too long for it, its folded lines become one for each colour. */
export function viewLines(screen: Screen, view: View, columns: number, rows: number): string[] {
  const [head, foot] = [screen.bold(`${view.step}  ${tally(view.todos)}`), screen.dim(keyLine(columns))];
  const notes = view.note.length > 0 ? ["", ...view.note] : [];
  const short = view.todos.map(todo => ({ ...todo, name: cut(todo.name, columns - 2) }));
  const whole = [head, ...todoLines(screen, short), ...notes, "", foot];
  if (heightOf(whole, columns) < rows) return whole;
  return [head, ...folded(screen, view.todos), ...notes, "", foot];
}

function folded(screen: Screen, todos: Todo[]): string[] {
  const results = todos.flatMap(({ result }) => result ?? []);
  const open = firstRed(results);
  const green = results.filter(({ passed }) => passed).length;
  const red = results.filter(({ passed, notChecked }) => !passed && !notChecked).length - 1;
  const waiting = todos.length - green - red - 1;
  return [
    ...(green > 0 ? [`${screen.green("✓")} ${green} green`] : []),
    ...(open ? checkLines(screen, open) : []),
    ...(red > 0 ? [`${screen.red("✗")} ${red} more red`] : []),
    ...(waiting > 0 ? [screen.dim(`○ ${waiting} not checked yet`)] : []),
  ];
}

/** All keys that have room; the last ones go first, but for the one that quits. */
function keyLine(columns: number): string {
  const line = (list: string[]) => list.join("  ");
  let shown = keys;
  while (line(shown).length > columns && shown.length > 2)
    shown = [...shown.slice(0, -2), shown.at(-1) ?? ""];
  return line(shown);
}

const cut = (text: string, columns: number) =>
  text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;

const heightOf = (lines: string[], columns: number) =>
  lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)),
    0,
  );
