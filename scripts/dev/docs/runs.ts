import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { StateVisit } from "../../execution/visits.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { root } from "../../shared/paths.ts";
import { type Step, wordsFor } from "../../shared/steps.ts";
import { type RecordedRun, runFile } from "../../site/recorded-runs.ts";

const run = promisify(execFile);

/** A visit as `npm run step -- --json` prints it. */
type VisitJson = Omit<StateVisit, "enteredAt" | "exitedAt"> & { enteredAt: string; exitedAt?: string };

/**
 * The recorded run after another one. One that visited the same states stays, with its times, from which the page's costs
 * are counted: a function that is warm is faster. Only the checks are the new ones then.
 */
export function renewed(before: RecordedRun | undefined, now: RecordedRun): RecordedRun {
  const states = (run: RecordedRun) => JSON.stringify(run.visits.map(({ name }) => name).sort());
  return before && states(before) === states(now) ? { ...before, checks: now.checks } : now;
}

/**
 * Runs a step on the local target and keeps the names of its checks, and its first execution if that is another one than
 * the recorded one. Throws a UserError when the run fails.
 */
export async function recordRun(step: Step): Promise<void> {
  const { stdout } = await run(
    process.execPath,
    ["--import", "tsx/esm", "scripts/step.ts", ...wordsFor(step).split(" "), "--json", "--target", "local"],
    { cwd: root },
  ).catch(error => {
    throw new UserError(
      `Step ${step.name} fails, so its run is not kept: ${error.message}`,
      exitCodes.checkFailed,
    );
  });
  const [{ checks, executions }] = JSON.parse(stdout);
  const [{ title, startDate, visits }] = executions;
  const since = (time: string) => Math.round((Date.parse(time) - Date.parse(startDate)) / 100) * 100;
  const recorded: RecordedRun = {
    title,
    recorded: startDate.slice(0, 10),
    checks: checks.map(({ name }: { name: string }) => name),
    visits: visits.map(({ enteredAt, exitedAt, input: _in, output: _out, ...visit }: VisitJson) => ({
      ...visit,
      entered: since(enteredAt),
      ...(exitedAt && { exited: since(exitedAt) }),
    })),
  };
  await mkdir(path.dirname(runFile(step)), { recursive: true });
  const before = await readFile(runFile(step), "utf8").then(JSON.parse, () => undefined);
  await writeFile(runFile(step), `${JSON.stringify(renewed(before, recorded), null, 2)}\n`);
}
