import type { Screen } from "../report/screen.ts";
import { onInterrupt } from "../shared/interrupt.ts";
import type { CleanupRequest } from "./options.ts";
import { openProgress } from "./progress.ts";
import { deleteEverywhere, type RegionResult } from "./regions.ts";

/** Deletes what was found in regions, shows how far it has got, and notes in them what became of it. */
export async function deleteFound(
  { wanted, force }: CleanupRequest,
  regions: RegionResult[],
  screen: Screen,
): Promise<void> {
  onInterrupt("Stopped. What AWS has begun to delete goes on; run the same command again for the rest.");
  const total = regions.reduce((sum, { found }) => sum + (found?.stacks.length ?? 0), 0);
  const progress = openProgress(screen, total);
  const done = new Map<RegionResult, number>();
  await deleteEverywhere(regions, wanted, { force }, (region, number) => {
    done.set(region, number);
    progress.show([...done.values()].reduce((sum, one) => sum + one, 0));
  });
  progress.end();
}
