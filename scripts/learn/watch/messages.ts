import type { Deployed } from "../../run/hot-swap.ts";
import type { CheckResult } from "../../verify/lesson.ts";
import type { Hint } from "../hint.ts";
import type { RunExecution } from "../last-run.ts";

/** What a process that judges is asked for. */
export interface RunRequest {
  learner: string;
  target: { target?: string | undefined; region?: string | undefined; profile?: string | undefined };
  /** What was deployed the last time, where only a difference to it is to be. */
  last: Deployed | undefined;
}

/** What came of a run, and what it does meanwhile. */
export type Progress =
  | { kind: "doing"; text: string }
  | { kind: "check"; result: CheckResult }
  | { kind: "execution"; execution: RunExecution }
  | { kind: "end"; passed: boolean }
  | { kind: "failure"; message: string };

/** What such a process tells: that, and what is deployed now, for the next run; nothing where that is not known. */
export type RunMessage = Progress | { kind: "deployed"; now?: Deployed };

/** What a session tells its views. All of it can be sent elsewhere as JSON. */
export type Message =
  | Progress
  /** The files are well, and are being judged: what came of it before counts no longer. */
  | { kind: "begin" }
  /** The files can't be deployed: a sentence for each reason, most of them with file and line. */
  | { kind: "problems"; lines: string[] }
  /** Somebody has asked for a hint: this is it, or why there is none. */
  | { kind: "hint"; hint: Hint | string };
