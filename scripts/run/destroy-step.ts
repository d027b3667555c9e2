import { destroyStack } from "../stack/destroy.ts";
import type { StepPlan } from "../stack/plan.ts";
import { describeStack } from "../stack/stack.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";

/** Takes the stacks of a step down, the one that needs the others first. Those that do not exist are left out. */
export async function destroyStep(
  { target }: Place,
  { needed, own }: StepPlan,
  display: Display,
): Promise<void> {
  for (const { name } of [own, ...needed.toReversed()]) {
    if (!(await describeStack(target, name))) {
      display.line(`There is no stack ${name}.`);
      continue;
    }
    display.line(`Destroying stack ${name}`);
    const kept = await destroyStack(target, name, { event: display.stackEvent, note: display.line });
    for (const { LogicalResourceId, PhysicalResourceId } of kept) {
      display.line(`  Kept: ${LogicalResourceId} (${PhysicalResourceId})`);
    }
    display.line(`  Stack ${name} is gone.`);
  }
}
