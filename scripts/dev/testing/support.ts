import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { root } from "../../shared/paths.ts";

const temporary: string[] = [];

process.once("exit", () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, deleted when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "workshop-test-"));
  temporary.push(folder);
  return folder;
}

/** Puts an executable shell script into a folder, to stand in for a program on PATH. */
export function fakeProgram(folder: string, name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** Starts Node with TypeScript in the repository's folder, with these variables added. */
export function startNode(args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx/esm", ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs Node with TypeScript to its end. */
export async function runNode(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = startNode(args, env);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, "close"),
  ]);
  return { code: code as number | null, stdout, stderr };
}

/**
 * The arguments that make Node run `code` with names from one of our modules: a path from the top of the repository.
 */
export function script(from: string, names: string, code: string): string[] {
  const url = pathToFileURL(join(root, from)).href;
  return ["--input-type=module", "-e", `import { ${names} } from ${JSON.stringify(url)};\n${code}`];
}

/** Waits until something holds; throws after ten seconds, or so many: many times what it takes on a busy machine. */
export async function eventually(holds: () => boolean, seconds = 10): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`never true: ${holds}`);
    await sleep(10);
  }
}

/** The error that `action` throws; throws if it does not. */
export async function errorOf<Kind extends Error>(
  kind: new (...args: never[]) => Kind,
  action: () => Promise<unknown>,
): Promise<Kind> {
  try {
    await action();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
