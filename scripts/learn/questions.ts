import type { Step } from "../shared/steps.ts";
import { type Progress, stateOf } from "./progress.ts";

// What a learner is asked before they see a solution.

/** The question before a step's solution is shown beside the learner's own; undefined once the step is done. */
export function beforeDiff(step: Step, progress: Progress): string | undefined {
  if (stateOf(step, progress) === "done") return undefined;
  return "Not all checks are green yet, and this shows the solution. Show it?";
}

/** The question before a challenge begins with the solution of its step; undefined where it does not. */
export function beforeBegin({ challengeOf }: Step, progress: Progress): string | undefined {
  if (!challengeOf || stateOf(challengeOf, progress) === "done") return undefined;
  return `${challengeOf.name} is not done yet, and the challenge would begin with its solution. Begin it?`;
}
