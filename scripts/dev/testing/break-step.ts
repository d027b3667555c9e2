import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import { putTogether } from "../../shared/solution.ts";
import { type Step, stepIn } from "../../shared/steps.ts";
import type { BrokenVariant } from "../../verify/broken-variant.ts";

/** The folders that a step's files may refer to. */
const sources = ["steps", "lambdas", "templates"];

/** What a deployment reads there: templates, definitions, handlers, and what these import. */
const deployed = /^((lambdas|templates|steps\/[^/]+\/handlers)\/.+|steps\/[^/]+\/[^/]+\.(yaml|json))$/;

let copied: Map<string, Buffer> | undefined;

/** Those files' contents by path; read once, and written at once: hundreds of variants have a copy each. */
function copyTo(folder: string): void {
  copied ??= new Map(
    sources
      .flatMap(source =>
        readdirSync(path.join(root, source), { recursive: true }).map(file => `${source}/${file}`),
      )
      .map(file => file.replaceAll(path.sep, "/"))
      .filter(file => deployed.test(file) && path.extname(file))
      .map(file => [file, readFileSync(path.join(root, file))]),
  );
  for (const parent of new Set([...copied.keys()].map(path.dirname))) {
    mkdirSync(path.join(folder, parent), { recursive: true });
  }
  for (const [file, content] of copied) writeFileSync(path.join(folder, file), content);
}

/**
 * Makes the mistake in a copy of the course and returns the step, or challenge, there, and what removes the copy.
 * Throws when an edit changes nothing: the variant no longer fits the step.
 */
export async function breakStep(
  step: Step,
  { mistake, edit }: BrokenVariant,
): Promise<{ step: Step; remove(): Promise<void> }> {
  const copy = await mkdtemp(path.join(os.tmpdir(), "workshop-variant-"));
  copyTo(copy);
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
