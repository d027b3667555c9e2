import type { Definition } from "../execution/definition.ts";
import type { Step } from "../shared/steps.ts";
import { planStacks, type StepPlan } from "../stack/plan.ts";
import type { LessonReport, LessonStack } from "../verify/lesson.ts";
import { deployStep } from "./deploy-step.ts";
import { destroyStep } from "./destroy-step.ts";
import type { Display } from "./display.ts";
import type { Watch } from "./hot-swap.ts";
import type { Place } from "./place.ts";
import { planStep } from "./plan-step.ts";
import { withStackLock } from "./stack-lock.ts";
import { loadVerify, verifyStep } from "./verify-step.ts";

/** What is to be done with a step. */
export interface Wishes {
  destroy: boolean;
  fresh: boolean;
  deploy: boolean;
  /** Set where the step is deployed each time that a file of it is saved. */
  watch?: Watch;
  /** The earlier step onto whose stack this one is rolled. */
  onto: Step | undefined;
  /** Values for parameters of the step's own stack. */
  parameters: Record<string, string>;
  /** What changes in the step's `input.json`. */
  input: Record<string, unknown>;
}

/** What came of running a step; nothing was verified where it was only taken down. */
export interface StepOutcome {
  step: Step;
  passed: boolean;
  /** What was thrown where it could not be deployed or verified: there is no report then. */
  failure?: unknown;
  report?: LessonReport;
  stack?: LessonStack;
  definition?: Definition;
  /** How long its parts took, in milliseconds. */
  timings?: { title: string; ms: number }[];
}

/**
 * Validates and compiles a step, then destroys, deploys and verifies it, as wished. On one machine the second
 * run on a stack waits for the first.
 */
export async function runStep(
  place: Place,
  step: Step,
  wishes: Wishes,
  display: Display,
): Promise<StepOutcome> {
  const look = wishes.deploy && !wishes.destroy ? planStep : planStacks;
  const plan = await look(step, place.learner, wishes);
  return await withStackLock(place, plan.own.name, display, () =>
    runAlone(place, step, plan, wishes, display),
  );
}

async function runAlone(
  place: Place,
  step: Step,
  plan: StepPlan,
  wishes: Wishes,
  display: Display,
): Promise<StepOutcome> {
  if (wishes.destroy || wishes.fresh) await destroyStep(place, plan, display);
  if (wishes.destroy) return { step, passed: true };
  const start = Date.now();
  loadVerify(step).catch(() => {}); // meanwhile: deploying waits more than it works
  const stack = wishes.deploy ? await deployStep(place, plan, display, wishes.watch) : undefined;
  const deployed = Date.now();
  const verified = await verifyStep(place, step, plan, wishes.input, display, stack);
  const timings = [
    { title: "Deploying", ms: deployed - start },
    { title: "Verifying", ms: Date.now() - deployed },
  ];
  const passed = verified.report.checks.every(({ passed }) => passed);
  return { step, passed, ...verified, timings };
}
