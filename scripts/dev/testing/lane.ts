import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import { allDone, endOfFile } from "./lane-words.ts";

/** What came of the tests in a file, and all that it printed. */
export interface Result {
  passed: number;
  failed: number;
  output: string;
}

/** What runs test files in a process, one at a time. */
export interface Lane {
  /** Runs the tests in a file. One that ends badly without a failed test counts as one. */
  run(file: string): Promise<Result>;
  /** Ends the process. If something that its files have started keeps it from ending, that counts as a failed test. */
  end(): Promise<Result>;
}

/** Milliseconds that a test file may take: the longest, the mutants, takes some ten minutes, and more on a busy machine. */
const limitMs = 30 * 60_000;

/**
 * Opens one. A file that ends the process, or takes too long, has failed; the next one gets a new process. `endMs` is how
 * many milliseconds a process may take to end when its files are done.
 */
export function openLane(endMs = 10_000): Lane {
  let lane: Process | undefined;
  let done: string[] = [];
  return {
    async run(file) {
      lane ??= startProcess();
      const { output, isThere } = await lane.run(path.resolve(root, file));
      done.push(file);
      if (!isThere) [lane, done] = [undefined, []];
      const count = (label: string) => Number(new RegExp(`${label}:\\s+(\\d+)`).exec(output)?.[1] ?? 0);
      const passed = count("Passed");
      const failed = count("Total") - passed - count("Skipped");
      return { passed, failed: failed || (isThere && passed > 0 ? 0 : 1), output };
    },
    async end() {
      if ((await lane?.end(endMs)) ?? true) return { passed: 0, failed: 0, output: "" };
      const output = `Something that one of these files has started is still there:\n${done.join("\n")}`;
      return { passed: 0, failed: 1, output };
    },
  };
}

type Process = ReturnType<typeof startProcess>;

/**
 * In GitHub Actions, what a test deploys and reports must not be taken for the job's own. And no test leaves this machine:
 * reading more certificates would take each Node.js process, of which there are a thousand, longer than its start.
 */
const isForTests = (name: string) => !name.startsWith("GITHUB_") && name !== "NODE_EXTRA_CA_CERTS";
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => isForTests(name)));

const program = path.join(root, "scripts", "dev", "testing", "lane-process.ts");

function startProcess() {
  const child = spawn(process.execPath, ["--import", "tsx/esm", program], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  let fileEnded = () => {};
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk.replace(endOfFile, "");
    if (chunk.includes(endOfFile)) fileEnded();
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const closed = once(child, "close");

  /** Waits for something, or for the end of the process; says whether so many milliseconds were enough. */
  async function inTime(event: Promise<unknown>, ms: number): Promise<boolean> {
    const timer = setTimeout(() => child.kill("SIGKILL"), ms);
    await Promise.race([event, closed]);
    clearTimeout(timer);
    return !child.killed;
  }

  return {
    /** Runs a file; returns what it printed, and whether the process is still there. */
    async run(file: string) {
      output = "";
      const ended = new Promise<void>(resolve => (fileEnded = resolve));
      child.send(file);
      if (!(await inTime(ended, limitMs))) output += `It did not end within ${limitMs / 60_000} minutes.\n`;
      return { output, isThere: child.connected && !child.killed };
    },
    /** Ends the process; says whether that many milliseconds were enough. */
    async end(endMs: number): Promise<boolean> {
      child.send(allDone);
      return await inTime(closed, endMs);
    },
  };
}
