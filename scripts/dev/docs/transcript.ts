import type { Page } from "../../site/pages.ts";

/** What a learner does on a page, in its order: commands to type, edits of files, checks that are green by then, and pictures of what is seen in the browser. */
export type Action = Command | Edit | Undo | Checks | Picture;

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

/** The edit before is taken back. */
export interface Undo {
  kind: "undo";
  line: number;
}

/** What the console shows of an execution. */
export interface Picture {
  kind: "picture";
  line: number;
  /** The command that opens the console; it runs until it is ended. */
  script: string;
  /** The picture's name: the step's, where no other is given. */
  name: string;
  /** The name of the step's folder. */
  step: string;
  /** The output of its stack that has the state machine's ARN. */
  machine: string;
  /** Whether its Map Run is shown, instead of the execution. */
  mapRun?: true;
  /** The newest execution with this status is shown. */
  status: string;
  /** The tab that is shown below the graph; the first one where none is named. */
  tab?: string;
}

/** What the section has turned green, by the names of the step's checks. */
export interface Checks {
  kind: "checks";
  line: number;
  /** The anchor of the heading above. */
  section: string;
  names: string[];
}

/**
 * The actions of a page: each ` ```sh run ` block with the ` ```text output ` block that follows it (`exit=1` where it is
 * meant to fail, `terminal=2` for a second terminal), each ` ```diff file=… edit ` and ` ```json write=… ` block, each
 * ` ```checks ` block, with a name on each line, each ` ```sh picture=… status=… ` block, which opens the console, and what
 * a learner need not see, in comments: `<!-- run … -->` and `<!-- undo -->`.
 */
export function pageActions({ tokens, fences, headings }: Page): Action[] {
  const waiting = [...fences];
  const ahead = [...headings];
  let section = "";
  const actions: Action[] = [];
  for (const { type, content, map } of tokens) {
    if (type === "heading_open") section = ahead.shift()?.slug ?? "";
    if (type === "html_block") {
      const line = (map?.[0] ?? 0) + 1;
      const [, script] = /^<!-- run\n([\s\S]*?)-->/.exec(content) ?? [];
      if (script) actions.push({ kind: "command", line, script, exitCode: 0, terminal: "1" });
      if (/^<!-- undo -->/.test(content)) actions.push({ kind: "undo", line });
    }
    if (type !== "fence") continue;
    const { language, words, attributes, text, line } = waiting.shift() as Page["fences"][number];
    const previous = actions.at(-1);
    if (language === "sh" && words.includes("run")) {
      const { exit = "0", terminal = "1" } = attributes;
      actions.push({ kind: "command", line, script: text, exitCode: Number(exit), terminal });
    } else if (attributes.picture) {
      const { picture: name, step = name, machine = "StateMachineArn", status = "", tab } = attributes;
      const mapRun = words.includes("map-run") && ({ mapRun: true } as const);
      const what = { name, step, machine, status, ...mapRun, ...(tab && { tab }) };
      actions.push({ kind: "picture", line, script: text, ...what });
    } else if (words.includes("output") && previous?.kind === "command") {
      previous.output = { text, line };
    } else if (attributes.file && words.includes("edit")) {
      actions.push({ kind: "edit", line, file: attributes.file, ...sidesOf(text) });
    } else if (attributes.write) {
      actions.push({ kind: "edit", line, file: attributes.write, after: text });
    } else if (language === "checks") {
      actions.push({ kind: "checks", line, section, names: text.trim().split("\n") });
    }
  }
  return actions;
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
