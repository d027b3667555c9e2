import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { exitCodes, UserError } from "../shared/errors.ts";
import type { Step } from "../shared/steps.ts";
import { hashOf, isBegun, workFolder, workOn } from "./work.ts";

/** What the learner has achieved, by the steps' names. It is kept among their work, in `progress.json`. */
export type Progress = Record<string, StepProgress>;

export interface StepProgress {
  /** Of the last time that the step was checked. */
  green: number;
  total: number;
  /** ISO 8601. */
  checkedAt: string;
  /** The last time that all checks were green, and a hash of the files that it was with. */
  passed?: { at: string; files: string };
}

/** `changed`: it passed, with other files than it has now. */
export type StepState = "not begun" | "begun" | "changed" | "done";

const fileIn = (folder: string) => path.join(folder, "progress.json");

/** Reads the progress; there is none before the first check. Throws a UserError where the file is not as we write it. */
export function readProgress(folder = workFolder): Progress {
  const file = fileIn(folder);
  if (!existsSync(file)) return {};
  try {
    const read: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isProgress(read)) return read;
  } catch {} // the same advice
  throw new UserError(
    "my-work/progress.json can't be read: put back an earlier version of it, or delete it and check your steps again.",
    exitCodes.usage,
  );
}

function isProgress(read: unknown): read is Progress {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const isTold = (value: unknown) =>
    isObject(value) &&
    Number.isInteger(value.green) &&
    Number.isInteger(value.total) &&
    typeof value.checkedAt === "string" &&
    (value.passed === undefined || (isObject(value.passed) && typeof value.passed.files === "string"));
  return isObject(read) && Object.values(read).every(isTold);
}

/** Changes the progress of one step; without any, forgets it. The file is whole at each moment. */
export function writeProgress(step: Step, progress: StepProgress | undefined, folder = workFolder): void {
  const { [step.name]: _, ...others } = readProgress(folder);
  const all = Object.entries(progress ? { ...others, [step.name]: progress } : others);
  const sorted = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  mkdirSync(folder, { recursive: true });
  const written = `${fileIn(folder)}.${process.pid}.tmp`;
  writeFileSync(written, `${JSON.stringify(sorted, null, 2)}\n`);
  renameSync(written, fileIn(folder));
}

/** How far the learner is with a step. A pass counts only for the files that passed. */
export function stateOf(step: Step, progress: Progress, folder = workFolder): StepState {
  const work = workOn(step, folder);
  if (!isBegun(work)) return "not begun";
  const passed = progress[step.name]?.passed;
  if (!passed) return "begun";
  return passed.files === hashOf(work.folder) ? "done" : "changed";
}

/** Notes what came of checking a step whose files had this hash. */
export function noteChecks(
  step: Step,
  checks: { passed: boolean }[],
  files: string,
  folder = workFolder,
): void {
  const at = new Date().toISOString();
  const green = checks.filter(({ passed }) => passed).length;
  const before = readProgress(folder)[step.name]?.passed;
  const passed = green === checks.length && green > 0 ? { at, files } : before;
  writeProgress(step, { green, total: checks.length, checkedAt: at, ...(passed && { passed }) }, folder);
}
