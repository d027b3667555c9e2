import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "./steps.ts";

// `npm test`, or `npm test -- <part of a file's name> …`: runs each test file in a process of its own.
// `npm run test:faults` runs what takes minutes and is about what goes wrong around the steps: *.faults.ts.

interface Result {
  file: string;
  passed: number;
  failed: number;
  output: string;
}

/** The longest first: the steps wait more than they work, and so leave room for the others beside them. */
const first = "steps/steps.test.ts";

/** In GitHub Actions, what a test deploys and reports must not be taken for the job's own. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GITHUB_")));

const [ending, ...words] =
  process.argv[2] === "--faults"
    ? [".faults.ts", ...process.argv.slice(3)]
    : [".test.ts", ...process.argv.slice(2)];
const files = (await testFiles(["steps", "lambdas", "scripts"]))
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .sort((a, b) => Number(b === first) - Number(a === first));

if (files.length === 0) {
  process.stderr.write(`No test file's path, ending in ${ending}, contains ${words.join(" or ")}.\n`);
  process.exit(2);
}

const results: Result[] = [];
const waiting = [...files];
await Promise.all(Array.from({ length: os.availableParallelism() + 2 }, runNext));

const total = (key: "passed" | "failed") => results.reduce((sum, result) => sum + result[key], 0);
process.stdout.write(`\n${total("passed")} passed, ${total("failed")} failed\n`);
process.exitCode = total("failed") > 0 ? 1 : 0;

async function runNext(): Promise<void> {
  for (let file = waiting.shift(); file; file = waiting.shift()) {
    const started = Date.now();
    const result = await run(file);
    results.push(result);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const { passed, failed, output } = result;
    process.stdout.write(
      `${failed === 0 ? "ok  " : "FAIL"} ${file}  ${passed} passed, ${failed} failed, ${seconds} s\n`,
    );
    if (failed > 0) process.stdout.write(`${output}\n`);
  }
}

/** A file that ends badly without a failed test of its own counts as one. */
async function run(file: string): Promise<Result> {
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", chunk => (output += chunk));
  child.stderr.on("data", chunk => (output += chunk));
  const code = await new Promise(resolve => child.once("close", resolve));
  const count = (label: string) => Number(new RegExp(`${label}:\\s+(\\d+)`).exec(output)?.[1] ?? 0);
  const passed = count("Passed");
  const failed = count("Total") - passed - count("Skipped");
  return { file, passed, failed: failed || (code === 0 && passed > 0 ? 0 : 1), output };
}

async function testFiles(folders: string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async folder => {
      const entries = await readdir(path.join(root, folder), { recursive: true });
      return entries.map(entry => path.posix.join(folder, entry.replaceAll(path.sep, "/")));
    }),
  );
  return found.flat().filter(file => file.endsWith(ending));
}
