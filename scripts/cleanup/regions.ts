import { inParallel } from "../machine/parallel.ts";
import type { Target } from "../targets/index.ts";
import { type DeleteOptions, deleteStacks, type Leftover } from "./delete.ts";
import type { Found, FoundLogGroup } from "./found.ts";
import { deleteLogGroup } from "./log-groups.ts";
import { findOrphans, look } from "./look.ts";
import type { Place } from "./places.ts";
import type { Plan, PlannedRegion } from "./plan-file.ts";
import { reasonOf } from "./reason.ts";
import type { Wanted } from "./select.ts";

/** A region of an account, and what has become of it. */
export interface RegionResult {
  account: string;
  region: string;
  target?: Target;
  /** What the first look found. */
  found?: Found;
  /** What the last look found, after the deletion. */
  after?: Found;
  /** What could not be deleted, and why. */
  leftovers: Leftover[];
  /** How many stacks of the plan were gone already. */
  gone?: number;
  /** Why the region could not be looked at, or the deletion broke off. */
  failure?: string;
}

/** What AWS limits, it limits for each region: this only keeps the connections of this machine few. */
const regionsAtOnce = 8;

/** Looks at regions side by side. One that fails does not stop the others. */
export async function lookEverywhere(places: Place[], wanted: Wanted): Promise<RegionResult[]> {
  return await inParallel(places, regionsAtOnce, async ({ account, region }) => {
    const result: RegionResult = { account: account.id, region, leftovers: [] };
    await failing(result, async () => {
      result.target = await account.open(region);
      result.found = await look(result.target, wanted);
    });
    return result;
  });
}

/**
 * Deletes what was found, in the regions side by side, and looks again. `onProgress` is told how many stacks of a
 * region are done.
 */
export async function deleteEverywhere(
  results: RegionResult[],
  wanted: Wanted,
  options: Omit<DeleteOptions, "onProgress">,
  onProgress: (result: RegionResult, done: number) => void,
): Promise<void> {
  await inParallel(results, regionsAtOnce, async result => {
    const { target, found } = result;
    if (!target || !found) return;
    await failing(result, async () => {
      const tell = (done: number) => onProgress(result, done);
      const left = await deleteStacks(target, found.stacks, { ...options, onProgress: tell });
      result.leftovers.push(...left);
      await deleteLogGroups(target, found.logGroups);
      result.after = await look(target, wanted);
    });
  });
}

/** Deletes those log groups that are still orphans: a stack created since may have taken one over. */
async function deleteLogGroups(target: Target, logGroups: FoundLogGroup[]): Promise<void> {
  if (logGroups.length === 0) return;
  const ids = new Set(logGroups.map(({ id }) => id));
  const { orphans } = await findOrphans(target);
  for (const { id, name } of orphans) if (ids.has(id)) await deleteLogGroup(target, name);
}

/** What a plan keeps of what was found. */
export function plannedRegions(results: RegionResult[]): PlannedRegion[] {
  return results.flatMap(({ account, region, found }) =>
    found ? [{ account, region, stacks: found.stacks, logGroups: found.logGroups }] : [],
  );
}

/**
 * Notes for each region what its plan names and the look did not find: it is gone, or it is kept since it is not, or no
 * longer, the course's.
 */
export function compareWithPlan(results: RegionResult[], plan: Plan): void {
  for (const result of results) {
    const { account, region, found, leftovers } = result;
    if (!found) continue;
    const planned = plan.regions.filter(one => one.account === account && one.region === region);
    const missing = planned
      .flatMap(({ stacks }) => stacks)
      .filter(({ id }) => found.stacks.every(stack => stack.id !== id));
    const kept = missing.filter(({ id }) => found.all.has(id));
    leftovers.push(...kept.map(stack => ({ stack, reason: "it is not, or no longer, the course's: kept" })));
    result.gone = missing.length - kept.length;
  }
}

async function failing(result: RegionResult, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    result.failure = reasonOf(error).message;
  }
}
