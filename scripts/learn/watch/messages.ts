import type { CheckResult } from "../../verify/lesson.ts";

/** What the process that judges is asked for. */
export interface RunRequest {
  /** The step's name, or the challenge's. */
  step: string;
  learner: string;
  target: { target?: string | undefined; region?: string | undefined; profile?: string | undefined };
}

/** What it tells while it works, and at last. */
export type Message =
  | { kind: "doing"; text: string }
  | { kind: "check"; result: CheckResult }
  | { kind: "end"; passed: boolean }
  | { kind: "failure"; message: string };
