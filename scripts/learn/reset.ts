import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import { exitCodes, UserError } from "../shared/errors.ts";
import { type Step, wordsFor } from "../shared/steps.ts";
import { type BeginOptions, begin } from "./begin.ts";
import { readProgress, writeProgress } from "./progress.ts";
import { isBegun, shownWork, workFolder, workOn } from "./work.ts";

/**
 * Begins a step anew. What the learner has made of it is kept, and the lines say where. Throws a UserError where the
 * step is not begun.
 */
export async function reset(
  step: Step,
  steps: Step[],
  { folder = workFolder, fromSolution }: BeginOptions = {},
): Promise<string[]> {
  const work = workOn(step, folder);
  if (!isBegun(work)) {
    throw new UserError(
      `${step.name} is not begun, so there is nothing to reset: npm run learn -- ${wordsFor(step)}`,
      exitCodes.usage,
    );
  }
  const time = new Date().toISOString().replace(/[:.]/g, "-").slice(0, 23);
  const kept = { ...work, folder: path.join(folder, ".kept", `${step.name}-${time}`) };
  await mkdir(path.dirname(kept.folder), { recursive: true });
  await rename(work.folder, kept.folder);
  try {
    const begun = await begin(step, steps, readProgress(folder), { folder, fromSolution });
    writeProgress(step, undefined, folder);
    return [`What you made is kept in ${shownWork(kept)}.`, begun ?? ""];
  } catch (error) {
    await rename(kept.folder, work.folder);
    throw error;
  }
}
