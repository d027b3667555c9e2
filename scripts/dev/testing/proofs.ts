import { deployStep } from "../../run/deploy-step.ts";
import { destroyStep } from "../../run/destroy-step.ts";
import { silentDisplay } from "../../run/display.ts";
import type { Place } from "../../run/place.ts";
import { verifyStep } from "../../run/verify-step.ts";
import type { Step } from "../../shared/steps.ts";
import { planStacks } from "../../stack/plan.ts";
import { identify, localTarget } from "../../targets/index.ts";
import type { CheckResult } from "../../verify/lesson.ts";
import { ownEmulator } from "./emulator.ts";

/** Proves many versions of steps, live and side by side, on one emulator. */
export interface Proofs {
  /** Deploys one version of a step for a learner, verifies it as the step's own folder wants it, and takes it down. */
  prove(step: Step, deployed: Step, learner: string): Promise<CheckResult[]>;
  stop(): Promise<void>;
}

export async function startProofs(): Promise<Proofs> {
  const emulator = await ownEmulator();
  // So many verifications at once need no more than a look every now and then; and what is missing is not waited for
  // long.
  const target = { ...localTarget(emulator.endpoint), pollMs: 1_000, lagMs: 6_000 };
  const identity = await identify(target);
  return {
    async prove(step, deployed, learner) {
      const place: Place = { target, identity, learner };
      const plan = await planStacks(deployed, learner);
      try {
        await deployStep(place, plan, silentDisplay);
        const { report } = await verifyStep(place, step, await planStacks(step, learner), {}, silentDisplay);
        return report.checks;
      } finally {
        await destroyStep(place, plan, silentDisplay);
      }
    },
    stop: emulator.stop,
  };
}

export const namesOf = (checks: CheckResult[]) => checks.map(({ name }) => name);

/** Those that are not green: failed, or not checked. */
export const notPassed = (checks: CheckResult[]) => checks.filter(({ passed }) => !passed);
