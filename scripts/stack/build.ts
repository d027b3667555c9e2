import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../shared/paths.ts";
import type { Step } from "../shared/steps.ts";
import { fillDefinitions } from "./definition.ts";
import type { PlannedStack } from "./plan.ts";

/**
 * Writes what a step compiles to into `dist/<step>/`, or below another folder: `template.yaml`, the templates of the
 * stacks that it needs, and its state machine definitions, filled for the stack. Returns the files, relative to the
 * repository, with their sizes.
 */
export async function writeBuild(
  step: Step,
  stacks: PlannedStack[],
  place: { account: string; region: string },
  dist = "dist",
): Promise<{ file: string; bytes: number }[]> {
  const folder = path.join(root, dist, step.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const own = stacks.at(-1) as PlannedStack;
  const definitions = fillDefinitions(own.compiled.definitions, own.template, {
    stackName: own.name,
    accountId: place.account,
    region: place.region,
    parameters: own.parameters,
  });
  const texts = Object.fromEntries(
    stacks.map(({ compiled }) => [path.basename(compiled.file), compiled.body]),
  );
  const files = Object.entries({ ...texts, ...definitions });
  return await Promise.all(
    files.map(async ([name, text]) => {
      await writeFile(path.join(folder, name), text);
      return { file: path.posix.join(dist, step.name, name), bytes: Buffer.byteLength(text) };
    }),
  );
}
