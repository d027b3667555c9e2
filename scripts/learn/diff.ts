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

/** A line for people, piece by piece; some pieces have a colour. */
export type Line = Piece[];

interface Piece {
  text: string;
  tone?: "green" | "red" | "yellow" | "dim" | "bold";
}

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

/** What `difference` tells, for a screen. */
export async function diffLines(screen: Screen, mine: Step, solution: Step): Promise<string[]> {
  return painted(screen, difference(mine, solution));
}

/**
 * What differs between the learner's files and the solution's: templates and definitions by what they mean, the order of
 * fields and comments aside; code line by line.
 */
export function difference(mine: Step, solution: Step): Line[] {
  const own = filesIn(mine.folder).filter(isLearners);
  const texts = Object.fromEntries(own.map(file => [file, textOf(path.join(mine.folder, file))]));
  const lines = compared(texts, solutionOf(solution), {
    lacking: "missing",
    surplus: "too much",
    surplusFile: "too much: the solution does without it",
    changed: "differs",
    sides: ["yours", "solution"],
  });
  const isSame = `Your ${mine.name} is the solution; comments and order do not count.`;
  return lines.length > 0 ? lines : [plain(isSame)];
}

/** What the solution of a step has, and that of another one has not, in the same manner. */
export async function stepDiffLines(screen: Screen, from: Step, to: Step): Promise<string[]> {
  const lines = compared(solutionOf(from), solutionOf(to), {
    lacking: "added",
    surplus: "removed",
    surplusFile: "removed",
    changed: "changed",
    sides: [from.name, to.name],
  });
  const isSame = `The solutions of ${from.name} and ${to.name} are the same.`;
  return painted(screen, lines.length > 0 ? lines : [plain(isSame)]);
}

const plain = (text: string): Line => [{ text }];
const toned = (tone: Piece["tone"], text: string): Piece => ({ text, ...(tone && { tone }) });

const painted = (screen: Screen, lines: Line[]): string[] =>
  lines.map(line => line.map(({ tone, text }) => (tone ? screen[tone](text) : text)).join(""));

function compared(mine: Texts, theirs: Texts, words: Words): Line[] {
  const files = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].sort();
  return files
    .filter(file => file !== "input.json") // it is given
    .map(file => ({ file, lines: fileDiff(file, mine[file], theirs[file], words) }))
    .filter(({ lines }) => lines.length > 0)
    .flatMap(({ file, lines }) => [
      [toned("bold", file)],
      ...lines.map(line => [{ text: "  " }, ...line]),
      [],
    ]);
}

function fileDiff(file: string, mine: string | undefined, theirs: string | undefined, words: Words): Line[] {
  if (theirs === undefined) return [[toned("red", words.surplusFile)]];
  if (mine === undefined) return [[toned("green", words.lacking)], ...indented(theirs.trimEnd())];
  if (file.endsWith(".ts")) return codeDiff(mine, theirs);
  try {
    const read = file.endsWith(".yaml") ? meaningOfTemplate : meaningOfDefinition;
    return changesBetween(read(mine), read(theirs)).flatMap(change => changeLines(change, words));
  } catch {
    return [plain("This file can't be read, so it is not compared; a check says where it goes wrong.")];
  }
}

function meaningOfTemplate(text: string): unknown {
  const { Description: _, ...template } = readTemplate(text);
  return template;
}

/** Any state may have a Comment. https://states-language.net/spec.html#comment */
const meaningOfDefinition = (text: string): unknown =>
  JSON.parse(text, (name, value) => (name === "Comment" ? undefined : value));

function changeLines({ place, mine, theirs }: Change, words: Words): Line[] {
  const { lacking, surplus, changed, sides } = words;
  const head = (tone: Piece["tone"], word: string): Line => [
    toned(tone, inColumn(word)),
    { text: `  ${place}` },
  ];
  if (mine === undefined) return [head("green", lacking), ...indented(shown(theirs))];
  if (theirs === undefined) return [head("red", surplus)];
  const width = Math.max(...sides.map(side => side.length));
  const values = [mine, theirs].map((value, side) =>
    plain(`  ${inColumn(sides[side]?.padEnd(width))}  ${JSON.stringify(value)}`),
  );
  return [head("yellow", changed), ...values];
}

/** As wide as the longest word for a difference. */
const inColumn = (word = "") => word.padEnd(8);

/** `-` is the first side's, `+` the second's. */
function codeDiff(mine: string, theirs: string): Line[] {
  const { hunks } = structuredPatch("", "", unix(mine), unix(theirs), "", "", { context: 2 });
  return hunks.flatMap(({ lines, oldStart }) => [
    [toned("dim", `line ${oldStart}`)],
    ...lines.map(line => [
      toned(line.startsWith("+") ? "green" : line.startsWith("-") ? "red" : undefined, line),
    ]),
  ]);
}

const shown = (value: unknown) => stringify(value, { lineWidth: 0 }).trimEnd();
const unix = (text: string) => text.replaceAll("\r\n", "\n");
const indented = (text: string) => text.split("\n").map(line => plain(`  ${line}`));
const textOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
