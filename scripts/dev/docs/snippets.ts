import type { Page } from "../../site/pages.ts";
import { editorOf } from "./edits.ts";
import type { Problem } from "./problem.ts";
import { pageActions } from "./transcript.ts";

/** A line that stands for lines that are left out. */
const elision = "…";

/**
 * The snippets that name a file (` ```json file=steps/… `) and are not an excerpt of it. An excerpt is a run of the file's
 * lines, less the margin that they share; a line with only `…` stands for lines that are left out.
 */
export async function snippetProblems(
  pages: Page[],
  read: (file: string) => Promise<string | undefined>,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { file: page, fences } of pages) {
    for (const { words, attributes, text, line } of fences) {
      if (!attributes.file || words.includes("edit")) continue;
      const source = await read(attributes.file);
      const message =
        source === undefined
          ? `there is no file ${attributes.file}`
          : firstForeignLine(text.trimEnd().split("\n"), source.split("\n"), attributes.file);
      if (message) problems.push({ file: page, line, message });
    }
  }
  return problems;
}

/**
 * The edits that can't be made, each after those before it on its page; `git restore` takes those of the course's own files
 * back. `read` knows the files as they are before the page.
 */
export async function editProblems(
  pages: Page[],
  read: (file: string) => Promise<string | undefined>,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const page of pages) problems.push(...(await editPage(page, read)).problems);
  return problems;
}

/** Makes the edits of a page; returns the files that it has changed as they are at its end. */
export async function editPage(
  page: Page,
  read: (file: string) => Promise<string | undefined>,
): Promise<{ edited: Map<string, string>; problems: Problem[] }> {
  const edited = new Map<string, string>();
  const problems: Problem[] = [];
  const editor = editorOf({
    read: async file => edited.get(file) ?? (await read(file)) ?? "",
    write: async (file, text) => void edited.set(file, text),
  });
  for (const action of pageActions(page)) {
    try {
      if (action.kind === "command" && action.script.includes("git restore")) edited.clear();
      if (action.kind === "edit") await editor.edit(action);
      if (action.kind === "undo") await editor.undo();
    } catch (error) {
      problems.push({ file: page.file, line: action.line, message: (error as Error).message });
    }
  }
  return { edited, problems };
}

/** Undefined where it is an excerpt, and else what is not in the file. */
function firstForeignLine(snippet: string[], source: string[], file: string): string | undefined {
  let from = 0;
  for (const part of partsOf(snippet)) {
    const at = positionOf(part, source, from);
    if (at === undefined) return `no excerpt of ${file}, from there on: ${part[0]?.trim()}`;
    from = at + part.length;
  }
  return undefined;
}

function partsOf(lines: string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === elision) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.filter(part => part.length > 0);
}

/** Where the lines are in a file, however far they are moved to the left as a whole. */
function positionOf(part: string[], source: string[], from: number): number | undefined {
  for (let at = from; at + part.length <= source.length; at += 1) {
    const margin = indentOf(source[at]) - indentOf(part[0]);
    if (margin < 0) continue;
    const shifted = (line: string) => (line === "" ? "" : " ".repeat(margin) + line);
    if (part.every((line, index) => shifted(line) === source[at + index])) return at;
  }
  return undefined;
}

const indentOf = (line = "") => line.length - line.trimStart().length;
