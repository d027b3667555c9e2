import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { StateVisit } from "../../execution/visits.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { root } from "../../shared/paths.ts";
import { type Step, wordsFor } from "../../shared/steps.ts";

const run = promisify(execFile);

/** A real run of a step, kept in docs/runs/ so that pages can show it. Times are milliseconds since it started. */
export interface RecordedRun {
  title: string;
  recorded: string;
  /** The names of the step's checks, in their order. */
  checks: string[];
  visits: RecordedVisit[];
}

/** What went in and out is not kept: pages show no data of a run. */
interface RecordedVisit extends Omit<StateVisit, "enteredAt" | "exitedAt" | "input" | "output"> {
  entered: number;
  exited?: number;
}

/** A visit as `npm run step -- --json` prints it. */
type VisitJson = Omit<StateVisit, "enteredAt" | "exitedAt"> & { enteredAt: string; exitedAt?: string };

const fileOf = (step: Step) => path.join(root, "docs", "runs", `${step.name}.json`);

/**
 * The visits of a step's recorded run, as if it had started at the beginning of 1970.
 * Throws a UserError where none is recorded.
 */
export async function recordedVisits(step: Step): Promise<StateVisit[]> {
  const { visits } = JSON.parse(await readRun(step)) as RecordedRun;
  return visits.map(({ entered, exited, ...visit }) => ({
    ...visit,
    enteredAt: new Date(entered),
    ...(exited !== undefined && { exitedAt: new Date(exited) }),
    input: undefined,
  }));
}

async function readRun(step: Step): Promise<string> {
  return await readFile(fileOf(step), "utf8").catch(() => {
    throw new UserError(
      `No run of ${step.name} is recorded: npm run docs -- --record ${step.number} --no-serve`,
      exitCodes.usage,
    );
  });
}

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
  await mkdir(path.dirname(fileOf(step)), { recursive: true });
  const before = await readFile(fileOf(step), "utf8").then(JSON.parse, () => undefined);
  await writeFile(fileOf(step), `${JSON.stringify(renewed(before, recorded), null, 2)}\n`);
}
