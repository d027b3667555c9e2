import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { inParallel } from "../machine/parallel.ts";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";

const help = `Runs the tests, each file in a process of its own.

  npm test                   all of them
  npm test -- <part> …       those whose file's path contains one of these
  npm run test:faults        what takes minutes and is about what goes wrong around the steps: *.faults.ts`;

/** Milliseconds that a test file may take. */
const limitMs = 10 * 60_000;

interface Result {
  file: string;
  passed: number;
  failed: number;
  output: string;
}

/** The longest first: the steps wait more than they work, and so leave room for the others beside them. */
const first = "scripts/dev/broken-variants.test.ts";

/** In GitHub Actions, what a test deploys and reports must not be taken for the job's own. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GITHUB_")));

await runCommand(async args => {
  const { values, positionals: words } = parseArguments({
    args,
    allowPositionals: true,
    options: { faults: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const ending = values.faults ? ".faults.ts" : ".test.ts";
  const waiting = (await testFiles(["steps", "lambdas", "scripts"], ending))
    .filter(file => words.length === 0 || words.some(word => file.includes(word)))
    .sort((a, b) => Number(b === first) - Number(a === first));
  if (waiting.length === 0) {
    const parts = words.join(" or ");
    throw new UserError(`No test file's path, ending in ${ending}, contains ${parts}.`, exitCodes.usage);
  }
  const results = await inParallel(waiting, os.availableParallelism() + 2, runAndPrint);
  const total = (key: "passed" | "failed") => results.reduce((sum, result) => sum + result[key], 0);
  process.stdout.write(`\n${total("passed")} passed, ${total("failed")} failed\n`);
  if (total("failed") > 0) process.exitCode = exitCodes.checkFailed;
});

async function runAndPrint(file: string): Promise<Result> {
  const started = Date.now();
  const result = await run(file);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const { passed, failed, output } = result;
  process.stdout.write(
    `${failed === 0 ? "ok  " : "FAIL"} ${file}  ${passed} passed, ${failed} failed, ${seconds} s\n`,
  );
  if (failed > 0) process.stdout.write(`${output}\n`);
  return result;
}

/** A file that ends badly without a failed test of its own counts as one. */
async function run(file: string): Promise<Result> {
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
  return { file, passed, failed: failed || (code === 0 && passed > 0 ? 0 : 1), output };
}

async function testFiles(folders: string[], ending: string): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async folder => {
      const entries = await readdir(path.join(root, folder), { recursive: true });
      return entries.map(entry => path.posix.join(folder, entry.replaceAll(path.sep, "/")));
    }),
  );
  return found.flat().filter(file => file.endsWith(ending));
}
