import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { localHome } from "../shared/paths.ts";
import { redact } from "../shared/redact.ts";
import type { Step } from "../shared/steps.ts";
import type { CheckResult } from "../verify/lesson.ts";

/** An execution that was run to check a step. */
export interface RunExecution {
  /** What the step's script calls it. */
  title: string;
  arn: string;
}

/** What this machine remembers of a step between two commands, so that a hint needs no run of its own. */
export interface LastRun {
  checks: CheckResult[];
  /** The executions that the checks are about, in the order of their start. */
  executions?: RunExecution[];
  /** The check that a hint was asked for last, and how deep that went. */
  hint?: { check: string; depth: number };
}

const folder = path.join(localHome, "learn");
const fileOf = ({ name }: Step) => path.join(folder, `${name}.json`);

/** What came of checking a step the last time; undefined where it never was on this machine. */
export function readLastRun(step: Step): LastRun | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(step), "utf8"));
  } catch {
    return undefined; // a run makes it anew
  }
}

/** Keeps it, without secrets and phone numbers. */
export function writeLastRun(step: Step, run: LastRun): void {
  mkdirSync(folder, { recursive: true });
  const written = `${fileOf(step)}.${process.pid}`;
  writeFileSync(written, redact(JSON.stringify(run)));
  renameSync(written, fileOf(step));
}

/** Forgets it, where the step begins anew. */
export function forgetLastRun(step: Step): void {
  rmSync(fileOf(step), { force: true });
}
