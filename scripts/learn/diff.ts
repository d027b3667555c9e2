import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { structuredPatch } from "diff";
import { stringify } from "yaml";
import type { Screen } from "../report/screen.ts";
import type { Step } from "../shared/steps.ts";
import { readTemplate } from "../stack/template.ts";
import { type Change, changesBetween } from "./data-diff.ts";
import { filesIn } from "./work.ts";

/** What a learner writes of a step; the rest of the step's folder is the course's. */
const isLearners = (file: string) => /^(template\.yaml|[^/]+\.asl\.json|handlers\/.+\.ts)$/.test(file);

/**
 * What differs between the learner's files and the solution's: templates and definitions by what they mean, the order of
 * fields and comments aside; code line by line.
 */
export async function diffLines(screen: Screen, mine: Step, solution: Step): Promise<string[]> {
  const files = [...new Set([...filesIn(mine.folder), ...filesIn(solution.folder)])]
    .filter(isLearners)
    .sort();
  const parts = files.map(file => ({ file, lines: fileDiff(screen, file, mine.folder, solution.folder) }));
  const different = parts.filter(({ lines }) => lines.length > 0);
  if (different.length === 0) return [`Your ${mine.name} is the solution; comments and order do not count.`];
  return different.flatMap(({ file, lines }) => [screen.bold(file), ...lines.map(line => `  ${line}`), ""]);
}

function fileDiff(screen: Screen, file: string, mine: string, solution: string): string[] {
  const [yours, theirs] = [mine, solution].map(folder => textOf(path.join(folder, file)));
  if (yours === undefined && theirs !== undefined)
    return [screen.green("missing"), ...indented(theirs.trimEnd())];
  if (theirs === undefined) return [screen.red("too much: the solution does without it")];
  if (file.endsWith(".ts")) return codeDiff(screen, yours ?? "", theirs);
  try {
    const read = file.endsWith(".yaml") ? meaningOfTemplate : meaningOfDefinition;
    return changesBetween(read(yours ?? ""), read(theirs)).flatMap(change => changeLines(screen, change));
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

function changeLines(screen: Screen, { place, mine, theirs }: Change): string[] {
  if (mine === undefined) return [`${screen.green("missing ")}  ${place}`, ...indented(shown(theirs))];
  if (theirs === undefined) return [`${screen.red("too much")}  ${place}`];
  const [yours, solution] = [mine, theirs].map(value => JSON.stringify(value));
  return [`${screen.yellow("differs ")}  ${place}`, `  yours     ${yours}`, `  solution  ${solution}`];
}

/** `-` is the learner's, `+` the solution's. */
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
