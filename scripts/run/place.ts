import { type Identity, identify, openTarget, type Target, type TargetOptions } from "../targets/index.ts";

/** Where a step runs, and for whom. */
export interface Place {
  target: Target;
  identity: Identity;
  learner: string;
}

/** Opens a target for a learner, and asks it who the caller is. Throws what `openTarget` and `identify` throw. */
export async function openPlace(options: TargetOptions, learner: string): Promise<Place> {
  const target = await openTarget(options);
  return { target, identity: await identify(target), learner };
}
