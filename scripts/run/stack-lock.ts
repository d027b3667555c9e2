import path from "node:path";
import { withLock } from "../machine/lock.ts";
import { localHome } from "../shared/paths.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";

/**
 * Does something with a stack while no other run on this machine does: two runs on one would read each other's messages
 * from its queues, and two that create it would each overtake the other's change set. The second waits for the first.
 */
export async function withStackLock<Result>(
  { identity, target }: Place,
  stackName: string,
  display: Display,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = path.join(localHome, "runs", `${identity.account}-${target.region}-${stackName}.lock`);
  const onWait = () => display.line(`Another run uses stack ${stackName}: waiting until it is done.`);
  const patienceMs = Number.POSITIVE_INFINITY; // on AWS a run may take many minutes
  return await withLock(lock, work, { onWait, patienceMs });
}
