import type { CheckResult } from "../../verify/lesson.ts";

/** What the process that judges somebody's work is asked for. */
export interface JudgeRequest {
  /** The step's name, or the challenge's. */
  step: string;
  /** A folder of its own: with the work in `my-work/`, beside what that refers to. */
  folder: string;
}

/** What it answers, once: the checks, or why they could not be made. */
export type JudgeAnswer =
  | { checks: Pick<CheckResult, "name" | "passed" | "notChecked">[] }
  | { problem: string };
