import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "../paths.ts";
import { type Step, stepIn } from "../steps.ts";

/**
 * A step with a deliberate mistake. Its verification has to fail, at the checks that are named here and with their
 * hints: that proves that each check can fail. The default export of a step's `broken-variants.ts` is a list of
 * these.
 */
export interface BrokenVariant {
  /** The mistake, in words. */
  mistake: string;
  /** Makes it: for files of the step (or of the repository, from its top: `lambdas/…`), the text as it is to be. */
  edit: Record<string, (text: string) => string>;
  /** The names of checks that have to fail. */
  fails: string[];
}

/** The folders that a step's files may refer to. */
const sources = ["steps", "lambdas", "templates"];

/**
 * Makes the mistake in a copy of the course and returns the step there, and what removes the copy.
 * Throws when an edit changes nothing: the variant no longer fits the step.
 */
export async function breakStep(
  step: Step,
  { mistake, edit }: BrokenVariant,
): Promise<{ step: Step; remove(): Promise<void> }> {
  const copy = await mkdtemp(path.join(os.tmpdir(), "workshop-variant-"));
  for (const source of sources)
    await cp(path.join(root, source), path.join(copy, source), { recursive: true });
  const broken = stepIn(path.join(copy, "steps", step.name));
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

/** An edit that replaces one text by another. */
export function replace(from: string, to: string): (text: string) => string {
  return text => text.replace(from, () => to);
}

/** An edit of a state machine's definition. */
// biome-ignore lint/suspicious/noExplicitAny: a mistake may be anything
export function definition(change: (machine: any) => void): (text: string) => string {
  return text => {
    const machine = JSON.parse(text);
    change(machine);
    return JSON.stringify(machine, null, 2);
  };
}
