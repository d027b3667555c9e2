import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { structuredPatch } from "diff";
import { stringify } from "yaml";
import type { Screen } from "../report/screen.ts";
import { isLearners, solutionOf } from "../shared/solution.ts";
import type { Step } from "../shared/steps.ts";
import { readTemplate } from "../stack/template.ts";
import { type Change, changesBetween } from "./data-diff.ts";
import { filesIn } from "./work.ts";

/** Files by their paths in a learner's folder. */
type Texts = Record<string, string | undefined>;

/** What a difference is called. */
interface Words {
  /** Only the second side has it. */
  lacking: string;
  /** Only the first side has it, or has the whole file. */
  surplus: string;
  surplusFile: string;
  changed: string;
  sides: [string, string];
}

/**
 * What differs between the learner's files and the solution's: templates and definitions by what they mean, the order of
 * fields and comments aside; code line by line.
 */
export async function diffLines(screen: Screen, mine: Step, solution: Step): Promise<string[]> {
  const own = filesIn(mine.folder).filter(isLearners);
  const texts = Object.fromEntries(own.map(file => [file, textOf(path.join(mine.folder, file))]));
  const lines = compared(screen, texts, solutionOf(solution), {
    lacking: "missing",
    surplus: "too much",
    surplusFile: "too much: the solution does without it",
    changed: "differs",
    sides: ["yours", "solution"],
  });
  return lines.length > 0 ? lines : [`Your ${mine.name} is the solution; comments and order do not count.`];
}

/** What the solution of a step has, and that of another one has not, in the same manner. */
export async function stepDiffLines(screen: Screen, from: Step, to: Step): Promise<string[]> {
  const lines = compared(screen, solutionOf(from), solutionOf(to), {
    lacking: "added",
    surplus: "removed",
    surplusFile: "removed",
    changed: "changed",
    sides: [from.name, to.name],
  });
  return lines.length > 0 ? lines : [`The solutions of ${from.name} and ${to.name} are the same.`];
}

function compared(screen: Screen, mine: Texts, theirs: Texts, words: Words): string[] {
  const files = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].sort();
  return files
    .filter(file => file !== "input.json") // it is given
    .map(file => ({ file, lines: fileDiff(screen, file, mine[file], theirs[file], words) }))
    .filter(({ lines }) => lines.length > 0)
    .flatMap(({ file, lines }) => [screen.bold(file), ...lines.map(line => `  ${line}`), ""]);
}

function fileDiff(
  screen: Screen,
  file: string,
  mine: string | undefined,
  theirs: string | undefined,
  words: Words,
): string[] {
  if (theirs === undefined) return [screen.red(words.surplusFile)];
  if (mine === undefined) return [screen.green(words.lacking), ...indented(theirs.trimEnd())];
  if (file.endsWith(".ts")) return codeDiff(screen, mine, theirs);
  try {
    const read = file.endsWith(".yaml") ? meaningOfTemplate : meaningOfDefinition;
    return changesBetween(read(mine), read(theirs)).flatMap(change => changeLines(screen, change, words));
  } catch {
    return ["This file can't be read, so it is not compared; a check says where it goes wrong."];
  }
}

function meaningOfTemplate(text: string): unknown {
  const { Description: _, ...template } = readTemplate(text);
  return template;
}

/** Any state may have a Comment. https://states-language.net/spec.html#comment */
const meaningOfDefinition = (text: string): unknown =>
  JSON.parse(text, (name, value) => (name === "Comment" ? undefined : value));

function changeLines(screen: Screen, { place, mine, theirs }: Change, words: Words): string[] {
  const { lacking, surplus, changed, sides } = words;
  if (mine === undefined) return [`${screen.green(inColumn(lacking))}  ${place}`, ...indented(shown(theirs))];
  if (theirs === undefined) return [`${screen.red(inColumn(surplus))}  ${place}`];
  const width = Math.max(...sides.map(side => side.length));
  const values = [mine, theirs].map(
    (value, side) => `  ${inColumn(sides[side]?.padEnd(width))}  ${JSON.stringify(value)}`,
  );
  return [`${screen.yellow(inColumn(changed))}  ${place}`, ...values];
}

/** As wide as the longest word for a difference. */
const inColumn = (word = "") => word.padEnd(8);

/** `-` is the first side's, `+` the second's. */
function codeDiff(screen: Screen, mine: string, theirs: string): string[] {
  const { hunks } = structuredPatch("", "", unix(mine), unix(theirs), "", "", { context: 2 });
  return hunks.flatMap(({ lines, oldStart }) => [
    screen.dim(`line ${oldStart}`),
    ...lines.map(line =>
      line.startsWith("+") ? screen.green(line) : line.startsWith("-") ? screen.red(line) : line,
    ),
  ]);
}

const shown = (value: unknown) => stringify(value, { lineWidth: 0 }).trimEnd();
const unix = (text: string) => text.replaceAll("\r\n", "\n");
const indented = (text: string) => text.split("\n").map(line => `  ${line}`);
const textOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
