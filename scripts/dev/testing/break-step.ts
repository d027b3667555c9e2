import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import { putTogether } from "../../shared/solution.ts";
import { type Step, stepIn } from "../../shared/steps.ts";
import type { BrokenVariant } from "../../verify/broken-variant.ts";

/** The folders that a step's files may refer to. */
const sources = ["steps", "lambdas", "templates"];

/** What no deployment of a step or challenge reads: most of the course's files, and each variant has a copy. */
const isLeftOut = (file: string) => path.basename(file) === "start" || /\.test\.ts$/.test(file);

/**
 * Makes the mistake in a copy of the course and returns the step, or challenge, there, and what removes the copy.
 * Throws when an edit changes nothing: the variant no longer fits the step.
 */
export async function breakStep(
  step: Step,
  { mistake, edit }: BrokenVariant,
): Promise<{ step: Step; remove(): Promise<void> }> {
  const copy = await mkdtemp(path.join(os.tmpdir(), "workshop-variant-"));
  const filter = (file: string) => !isLeftOut(file);
  for (const source of sources)
    await cp(path.join(root, source), path.join(copy, source), { recursive: true, filter });
  const steps = path.join(copy, "steps");
  const broken = step.challengeOf ? await putTogether(step, steps) : stepIn(path.join(steps, step.name));
  const remove = () => rm(copy, { recursive: true, force: true });
  for (const [file, change] of Object.entries(edit)) {
    const folder = sources.some(source => file.startsWith(`${source}/`)) ? copy : broken.folder;
    const before = await readFile(path.join(folder, file), "utf8");
    const after = change(before);
    if (after === before) {
      await remove();
      throw new Error(`${step.name}, "${mistake}": the edit changes nothing in ${file}`);
    }
    await writeFile(path.join(folder, file), after);
  }
  return { step: broken, remove };
}
