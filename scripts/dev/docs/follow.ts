import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "../../site/pages.ts";
import { editorOf } from "./edits.ts";
import { takePicture } from "./picture.ts";
import type { Problem } from "./problem.ts";
import type { Sandbox } from "./sandbox.ts";
import { openTasks } from "./task-run.ts";
import { type Action, type Command, firstDifference, pageActions } from "./transcript.ts";

/** No command of the course takes longer, in milliseconds. */
const limitMs = 180_000;

/**
 * Does what a page says, as a learner would: types its commands, in one or more terminals, makes its edits, compares what
 * is printed with what the page shows, has the learner's work checked where the page says what is green by then, and looks
 * at the console where the page shows it; with `pictures` it keeps in that folder what it saw. Ends at the first problem:
 * what comes after it builds on it.
 */
export async function followPage(page: Page, sandbox: Sandbox, pictures?: string): Promise<Problem[]> {
  const terminals = new Map<string, ChildProcess>();
  const terminal = (name: string) => {
    const shell = terminals.get(name) ?? openTerminal(sandbox);
    terminals.set(name, shell);
    return shell;
  };
  const editor = editorOf({
    read: file => readFile(path.join(sandbox.folder, file), "utf8"),
    write: (file, text) => writeFile(path.join(sandbox.folder, file), text),
  });
  const tasks = openTasks(page, sandbox);
  const act = async (action: Action): Promise<Finding> => {
    if (action.kind === "command") return await type(action, terminal(action.terminal), sandbox);
    try {
      if (action.kind === "picture") await takePicture(action, sandbox, pictures);
      else if (action.kind === "checks") await tasks.check(action);
      else if (action.kind === "undo") await editor.undo();
      else {
        await tasks.begin(action);
        await editor.edit(action);
      }
      return undefined;
    } catch (error) {
      return { line: action.line, message: (error as Error).message };
    }
  };
  try {
    for (const action of pageActions(page)) {
      const problem = await act(action);
      if (problem) return [{ file: page.file, ...problem }];
    }
    return [];
  } finally {
    for (const shell of terminals.values()) end(shell);
  }
}

/** Each in a process group of its own, so that it can be ended with all that it runs. */
const openTerminal = ({ folder, env }: Sandbox) =>
  spawn("bash", ["--noprofile", "--norc"], {
    cwd: folder,
    env,
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });

function end({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
}

type Finding = Omit<Problem, "file"> | undefined;

async function type(
  { script, exitCode, output, line }: Command,
  shell: ChildProcess,
  { home }: Sandbox,
): Promise<Finding> {
  const scriptFile = path.join(home, "commands.sh");
  const printedFile = path.join(home, "printed.txt");
  await writeFile(scriptFile, script);
  const timer = setTimeout(() => end(shell), limitMs);
  // Sourced, so that variables last. Every command counts, not only the last one.
  shell.stdin?.write(
    `failed=0; trap 'failed=$?' ERR; source '${scriptFile}' </dev/null >'${printedFile}' 2>&1; trap - ERR; echo "$failed"\n`,
  );
  const answer = await nextLine(shell);
  clearTimeout(timer);
  const printed = withoutBanners(await readFile(printedFile, "utf8"));
  const shown = printed.trimEnd().replace(/^/gm, "    ");
  if (answer === undefined)
    return { line, message: `the shell ended, or ${limitMs / 1000} s have passed. Printed:\n${shown}` };
  const code = Number(answer);
  if (code !== exitCode)
    return { line, message: `exit code ${code} instead of ${exitCode}. Printed:\n${shown}` };
  const difference = output && firstDifference(output.text, printed);
  if (!output || difference === undefined) return undefined;
  return {
    line: output.line + difference,
    message: `the line "${output.text.split("\n")[difference] ?? ""}" was not printed. Printed:\n${shown}`,
  };
}

/** Less npm's lines about what it runs, which the pages leave out. */
const withoutBanners = (printed: string) => printed.replace(/^\n> \S+@\S+ \S+\n> .*\n\n/gm, "");

/** What the shell prints next; undefined when it ends instead. */
async function nextLine({ stdout }: ChildProcess): Promise<string | undefined> {
  if (!stdout) return undefined;
  const done = new AbortController();
  const ended = once(stdout, "end", { signal: done.signal }).then(() => undefined);
  const printed = once(stdout, "data", { signal: done.signal }).then(([data]) => String(data));
  const answer = await Promise.race([printed, ended]);
  for (const waiting of [printed, ended]) waiting.catch(() => {}); // they end with the signal
  done.abort();
  return answer;
}
