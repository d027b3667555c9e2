import { destroyStack } from "../stack/destroy.ts";
import type { StepPlan } from "../stack/plan.ts";
import { describeStack, importingStacks } from "../stack/stack.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";
import { withStackLock } from "./stack-lock.ts";

/**
 * Takes the stacks of a step down, the one that needs the others first. Those that do not exist are left out, and those
 * that another step's stack needs stay until that is taken down.
 */
export async function destroyStep(place: Place, { needed, own }: StepPlan, display: Display): Promise<void> {
  await destroy(place, own.name, display);
  for (const { name } of needed.toReversed())
    await withStackLock(place, name, display, () => destroy(place, name, display, { unlessNeeded: true }));
}

async function destroy(
  { target }: Place,
  name: string,
  display: Display,
  { unlessNeeded = false } = {},
): Promise<void> {
  const stack = await describeStack(target, name);
  if (!stack) return display.line(`There is no stack ${name}.`);
  const users = unlessNeeded ? await importingStacks(target, stack) : [];
  if (users.length > 0)
    return display.line(`Stack ${name} stays, since it is in use: take down ${users.join(" and ")} first.`);
  display.line(`Destroying stack ${name}`);
  const kept = await destroyStack(target, name, { event: display.stackEvent, note: display.line });
  for (const { LogicalResourceId, PhysicalResourceId } of kept) {
    display.line(`  Kept: ${LogicalResourceId} (${PhysicalResourceId})`);
  }
  display.line(`  Stack ${name} is gone.`);
}
