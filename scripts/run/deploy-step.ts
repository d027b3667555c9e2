import type { Stack } from "@aws-sdk/client-cloudformation";
import { deployStack } from "../stack/deploy.ts";
import { stackTags } from "../stack/name.ts";
import type { PlannedStack, StepPlan } from "../stack/plan.ts";
import { requireValues } from "../stack/required-values.ts";
import { settle } from "../stack/settle.ts";
import type { Display } from "./display.ts";
import { deployedAs, healDrift, hotSwap, type Watch } from "./hot-swap.ts";
import type { Place } from "./place.ts";
import { withStackLock } from "./stack-lock.ts";

/**
 * Deploys the stacks of a step, one after the other, waits until executions go by an update, and returns the step's own.
 * In a watch CloudFormation is left out where replacing code and definitions is enough. Throws a UserError where one
 * can't be deployed.
 */
export async function deployStep(
  place: Place,
  plan: StepPlan,
  display: Display,
  watch?: Watch,
): Promise<Stack> {
  const swapped = watch && (await hotSwap(place, plan, watch, display));
  if (swapped) return swapped;
  await watch?.note(undefined);
  const stack = await deployAll(place, plan, display);
  await watch?.note(deployedAs(plan, stack));
  return stack;
}

async function deployAll(place: Place, { needed, own }: StepPlan, display: Display): Promise<Stack> {
  const deploy = async (planned: PlannedStack) => {
    display.line(`Deploying stack ${planned.name}`);
    const { stack, changed } = await deployStack(
      place.target,
      { ...planned, tags: stackTags(place.learner, planned.what) },
      { event: display.stackEvent, note: display.line },
    );
    if (!changed) display.line("  The stack is up to date.");
    if (changed && stack.StackStatus === "CREATE_COMPLETE") return stack;
    const healed = await healDrift(place, planned, stack, display);
    if (changed || healed.length > 0) await settle(place.target, display.line);
    return stack;
  };
  for (const planned of [...needed, own]) await requireValues(place.target, planned);
  for (const planned of needed) await withStackLock(place, planned.name, display, () => deploy(planned));
  return await deploy(own);
}
