import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Step } from "../shared/steps.ts";
import { deployStack } from "../stack/deploy.ts";
import { stackTags } from "../stack/name.ts";
import type { PlannedStack } from "../stack/plan.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";

/**
 * Deploys the stacks of a step, one after the other, and returns the step's own.
 * Throws a UserError where one can't be deployed.
 */
export async function deployStep(
  place: Place,
  step: Step,
  stacks: PlannedStack[],
  display: Display,
): Promise<Stack | undefined> {
  let own: Stack | undefined;
  for (const { name, compiled, parameters } of stacks) {
    display.line(`Deploying stack ${name}`);
    const { stack, changed } = await deployStack(
      place.target,
      { stackName: name, template: compiled.body, parameters, tags: stackTags(place.learner, step.name) },
      { event: display.stackEvent, note: display.line },
    );
    if (!changed) display.line("  The stack is up to date.");
    own = stack;
  }
  return own;
}
