import type { Page } from "./pages.ts";

/** What a learner does on a page, in its order: commands to type, and edits of files. */
export type Task = Command | Edit;

export interface Command {
  kind: "command";
  line: number;
  script: string;
  exitCode: number;
  /** Which of the learner's terminals it is typed in. */
  terminal: string;
  /** What the page shows of the output. */
  output?: { text: string; line: number };
}

/** Lines of a file that become other lines; without `before` it is the whole file. */
export interface Edit {
  kind: "edit";
  line: number;
  file: string;
  before?: string;
  after: string;
}

/**
 * The tasks of a page: each ` ```sh run ` block with the ` ```text output ` block that follows it (`exit=1` where it is
 * meant to fail, `terminal=2` for a second terminal), each ` ```diff file=… edit ` and ` ```json write=… ` block, and
 * what a learner need not see, in a comment: `<!-- run … -->`.
 */
export function tasksOf({ tokens, fences }: Page): Task[] {
  const waiting = [...fences];
  const tasks: Task[] = [];
  for (const { type, content, map } of tokens) {
    if (type === "html_block") {
      const [, script] = /^<!-- run\n([\s\S]*?)-->/.exec(content) ?? [];
      if (script)
        tasks.push({ kind: "command", line: (map?.[0] ?? 0) + 1, script, exitCode: 0, terminal: "1" });
    }
    if (type !== "fence") continue;
    const { language, words, attributes, text, line } = waiting.shift() as Page["fences"][number];
    const previous = tasks.at(-1);
    if (language === "sh" && words.includes("run")) {
      const { exit = "0", terminal = "1" } = attributes;
      tasks.push({ kind: "command", line, script: text, exitCode: Number(exit), terminal });
    } else if (words.includes("output") && previous?.kind === "command") {
      previous.output = { text, line };
    } else if (attributes.file && words.includes("edit")) {
      tasks.push({ kind: "edit", line, file: attributes.file, ...sidesOf(text) });
    } else if (attributes.write) {
      tasks.push({ kind: "edit", line, file: attributes.write, after: text });
    }
  }
  return tasks;
}

/** The text before and after a diff: lines start with a minus, a plus or a space. */
export function sidesOf(diff: string): { before: string; after: string } {
  const lines = diff.split("\n");
  const side = (other: string) =>
    lines
      .filter(line => !line.startsWith(other))
      .map(line => line.slice(1))
      .join("\n");
  return { before: side("+"), after: side("-") };
}

/** A file's text after an edit. Throws unless the lines before the edit are in it, once. */
export function applyEdit(text: string, { file, before, after }: Edit): string {
  if (before === undefined) return after;
  const found = text.split(before).length - 1;
  if (found !== 1) throw new Error(`the lines before the edit are ${found} times in ${file}, not once`);
  return text.replace(before, () => after);
}

/** What differs from run to run, and a text that stands for it. */
const varying: [RegExp, string][] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, "<time>"],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>"],
  [/\b\d+(\.\d+)? s\b/g, "<duration>"],
  [/(?<=["}\]\w][:,]) (?=["{[])/g, ""], // between the parts of JSON text
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>"],
];

/**
 * The first line that a page shows and that was not printed, counted from 0; undefined where all were. Times, ids,
 * durations and ports may differ; `…` stands for anything on a line, and alone for any lines.
 */
export function firstDifference(shown: string, printed: string): number | undefined {
  const wanted = linesOf(shown);
  const actual = linesOf(printed);
  // The positions in what was printed that the lines so far can lead to.
  let reached = new Set([0]);
  for (const [index, line] of wanted.entries()) {
    const next = new Set<number>();
    for (const at of reached) {
      if (line === "…") for (let later = at; later <= actual.length; later += 1) next.add(later);
      else if (actual[at] !== undefined && pattern(line).test(actual[at])) next.add(at + 1);
    }
    if (next.size === 0) return index;
    reached = next;
  }
  return reached.has(actual.length) ? undefined : wanted.length;
}

const linesOf = (text: string) =>
  varying
    .reduce((result, [pattern, stand]) => result.replace(pattern, stand), text)
    .trimEnd()
    .split("\n")
    .map(line => line.trimEnd());

const pattern = (line: string) =>
  new RegExp(
    `^${line
      .split("…")
      .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
