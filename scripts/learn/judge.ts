import type { Display } from "../run/display.ts";
import type { Watch } from "../run/hot-swap.ts";
import type { Place } from "../run/place.ts";
import { runStep, type StepOutcome } from "../run/run-step.ts";
import type { Step } from "../shared/steps.ts";
import { readLastRun, writeLastRun } from "./last-run.ts";
import { noteChecks } from "./progress.ts";
import { hashOf, workOn } from "./work.ts";

/**
 * Deploys and checks what the learner has made of a step, and notes what came of it. In a watch only what
 * differs is deployed. Throws what `runStep` throws.
 */
export async function judge(place: Place, step: Step, display: Display, watch?: Watch): Promise<StepOutcome> {
  const work = workOn(step);
  const files = hashOf(work.folder);
  const outcome = await runStep(
    place,
    work,
    {
      destroy: false,
      fresh: false,
      deploy: true,
      onto: undefined,
      parameters: {},
      input: {},
      ...(watch && { watch }),
    },
    display,
  );
  const { checks = [], executions = [] } = outcome.report ?? {};
  noteChecks(step, checks, files);
  const { hint } = readLastRun(step) ?? {};
  writeLastRun(step, {
    checks,
    executions: executions.map(({ title, execution: { arn } }) => ({ title, arn })),
    ...(hint && { hint }),
  });
  return outcome;
}
