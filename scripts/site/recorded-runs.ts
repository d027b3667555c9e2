import { readFile } from "node:fs/promises";
import path from "node:path";
import type { StateVisit } from "../execution/visits.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import type { Step } from "../shared/steps.ts";

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

/** Where a step's run is kept. */
export const runFile = (step: Step) => path.join(root, "docs", "runs", `${step.name}.json`);

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
  return await readFile(runFile(step), "utf8").catch(() => {
    throw new UserError(
      `No run of ${step.name} is recorded: npm run docs -- --record ${step.number} --no-serve`,
      exitCodes.usage,
    );
  });
}
