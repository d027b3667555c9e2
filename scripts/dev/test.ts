import os from "node:os";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { type Lane, openLane, type Result } from "./testing/lane.ts";
import { findTestFiles } from "./testing/test-files.ts";

const help = `Runs the tests.

  npm test                   the quick ones, every step as it is among them: *.test.ts
  npm run test:live          what takes minutes of live executions: every mistake, and a learner's way: *.live.ts
  npm run test:faults        what takes minutes and is about what goes wrong around the steps: *.faults.ts

After each, -- <part> … runs those whose file's path contains one of these.`;

/** The longest first: the steps wait more than they work, and so leave room for the others beside them. */
const first = ["scripts/dev/steps.test.ts", "scripts/dev/broken-variants.live.ts"];

await runCommand(async args => {
  const { values, positionals: words } = parseArguments({
    args,
    allowPositionals: true,
    options: { live: { type: "boolean" }, faults: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const ending = values.faults ? ".faults.ts" : values.live ? ".live.ts" : ".test.ts";
  const waiting = (await findTestFiles(["steps", "lambdas", "scripts"], ending))
    .filter(file => words.length === 0 || words.some(word => file.includes(word)))
    .sort((a, b) => Number(first.includes(b)) - Number(first.includes(a)));
  if (waiting.length === 0) {
    const parts = words.join(" or ");
    throw new UserError(`No test file's path, ending in ${ending}, contains ${parts}.`, exitCodes.usage);
  }
  // Two more than there are cores: most files wait for an emulator half of the time.
  const atOnce = Array.from({ length: os.availableParallelism() + 2 }, () => runAll(waiting));
  const results = (await Promise.all(atOnce)).flat();
  const total = (key: "passed" | "failed") => results.reduce((sum, result) => sum + result[key], 0);
  process.stdout.write(`\n${total("passed")} passed, ${total("failed")} failed\n`);
  if (total("failed") > 0) process.exitCode = exitCodes.checkFailed;
});

/**
 * Whether a file's tests have a process of their own. Handlers read their environment when they are loaded, and the long
 * tests are about processes. All others share one with those before them: what they import is loaded once.
 */
function isAlone(file: string): boolean {
  return !file.startsWith("scripts/") || !file.endsWith(".test.ts");
}

/** Takes one file after another until none waits. */
async function runAll(waiting: string[]): Promise<Result[]> {
  const results: Result[] = [];
  const shared = openLane();
  for (let file = waiting.shift(); file; file = waiting.shift()) {
    const lane = isAlone(file) ? openLane() : shared;
    results.push(await runAndPrint(lane, file));
    if (lane !== shared) results.push(await endAndPrint(lane));
  }
  return [...results, await endAndPrint(shared)];
}

async function runAndPrint(lane: Lane, file: string): Promise<Result> {
  const started = Date.now();
  const result = await lane.run(file);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const { passed, failed, output } = result;
  process.stdout.write(
    `${failed === 0 ? "ok  " : "FAIL"} ${file}  ${passed} passed, ${failed} failed, ${seconds} s\n`,
  );
  if (failed > 0) process.stdout.write(`${output}\n`);
  return result;
}

async function endAndPrint(lane: Lane): Promise<Result> {
  const result = await lane.end();
  if (result.failed > 0) process.stdout.write(`FAIL the end of a process\n${result.output}\n`);
  return result;
}
