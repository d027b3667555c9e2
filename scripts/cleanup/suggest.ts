import path from "node:path";
import { shellWord } from "../shared/suggest.ts";
import type { CleanupRequest } from "./options.ts";
import type { PlannedRegion } from "./plan-file.ts";

/** How to go on with the plan that was written; nothing where there is nothing in it. */
export function nextLines(
  { planFile, target, repeated }: CleanupRequest,
  regions: PlannedRegion[],
): string[] {
  if (regions.every(({ stacks, logGroups }) => stacks.length + logGroups.length === 0)) return [];
  const onAws = (target || process.env.WORKSHOP_TARGET) === "aws";
  const file = shellWord(path.relative(process.cwd(), planFile));
  const words = ["--plan", file, "--yes", ...repeated, ...(onAws ? ["--account", "<id>"] : [])];
  return ["Nothing was deleted. To delete exactly this:", `  npm run cleanup -- ${words.join(" ")}`];
}
