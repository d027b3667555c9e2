import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { root } from "../../shared/paths.ts";

/** What came of the tests in a file, and all that it printed. */
export interface Result {
  passed: number;
  failed: number;
  output: string;
}

/** Milliseconds that a test file may take: the longest, the mutants, takes some ten minutes, and more on a busy machine. */
const limitMs = 30 * 60_000;

/**
 * In GitHub Actions, what a test deploys and reports must not be taken for the job's own. And no test leaves this machine:
 * reading more certificates would take each Node.js process, of which there are a thousand, longer than its start.
 */
const isForTests = (name: string) => !name.startsWith("GITHUB_") && name !== "NODE_EXTRA_CA_CERTS";
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => isForTests(name)));

/** Runs the tests in a file, in a process of its own. A file that ends badly without a failed test counts as one. */
export async function runTestFile(file: string): Promise<Result> {
  const child = spawn(process.execPath, ["--import", "tsx/esm", file], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", chunk => (output += chunk));
  child.stderr.on("data", chunk => (output += chunk));
  const timer = setTimeout(() => {
    output += `It did not end within ${limitMs / 60_000} minutes.\n`;
    child.kill("SIGKILL");
  }, limitMs);
  const code = await new Promise(resolve => child.once("close", resolve));
  clearTimeout(timer);
  const count = (label: string) => Number(new RegExp(`${label}:\\s+(\\d+)`).exec(output)?.[1] ?? 0);
  const passed = count("Passed");
  const failed = count("Total") - passed - count("Skipped");
  return { passed, failed: failed || (code === 0 && passed > 0 ? 0 : 1), output };
}

/** The files in these folders whose names have this ending, as paths from the top of the repository. */
export async function findTestFiles(folders: string[], ending: string): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async folder => {
      const entries = await readdir(path.join(root, folder), { recursive: true });
      return entries.map(entry => path.posix.join(folder, entry.replaceAll(path.sep, "/")));
    }),
  );
  return found.flat().filter(file => file.endsWith(ending));
}
