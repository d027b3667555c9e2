import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { findPython } from "../../machine/python.ts";
import { root } from "../../shared/paths.ts";

/** A program in a terminal of its own. */
export interface Terminal {
  pid: number;
  /** All that it has drawn, with the terminal's commands in it. */
  raw(): string;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until something is drawn that was not when this was called last; returns what was drawn since then. */
  sees(pattern: RegExp, limitMs?: number): Promise<string>;
  /** Waits for its end. */
  end(): Promise<{ code: number; isSane: boolean }>;
}

/** Runs a script of ours in a pseudo-terminal, with Python's help. */
export async function openTerminal(
  args: string[],
  env: NodeJS.ProcessEnv,
  { columns = 100, rows = 50, cwd = root } = {},
): Promise<Terminal> {
  const [program, ...first] = await findPython("This test");
  const bridge = path.join(root, "scripts/dev/testing/terminal.py");
  const child = spawn(
    program,
    [...first, bridge, String(columns), String(rows), process.execPath, "--import", "tsx/esm", ...args],
    {
      cwd,
      env: { ...process.env, TERM: "xterm-256color", CI: "", ...env },
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    },
  );
  let drawn = "";
  let stderr = "";
  let seen = 0;
  child.stdout?.on("data", chunk => (drawn += chunk));
  child.stderr?.on("data", chunk => (stderr += chunk));
  const closed = once(child, "close");
  return {
    pid: child.pid ?? 0,
    raw: () => drawn,
    press: keys => void child.stdin?.write(keys),
    resize: (columns, rows) => void (child.stdio[3] as Writable).write(`resize ${columns} ${rows}\n`),
    async sees(pattern, limitMs = 30_000) {
      const deadline = Date.now() + limitMs;
      const fresh = () => stripVTControlCharacters(drawn.slice(seen)).replaceAll("\r\n", "\n");
      while (!pattern.test(fresh())) {
        if (Date.now() > deadline) {
          child.stdin?.write("\x03"); // or it would run on
          throw new Error(`${pattern} was never seen in:\n${fresh()}\n${stderr}`);
        }
        await sleep(10);
      }
      const found = fresh();
      seen = drawn.length;
      return found;
    },
    async end() {
      const [code] = await closed;
      return { code: Number(code), isSane: stderr.includes("left as it was") };
    },
  };
}
