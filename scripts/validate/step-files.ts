import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../shared/paths.ts";
import type { Step } from "../shared/steps.ts";
import { fieldsOf, textOf, valueAt } from "./tree.ts";
import { readYaml } from "./yaml.ts";

/**
 * The texts that a step is validated by, by their paths from the repository: its template, the templates of the stacks
 * that it needs, and the definitions in its folder. A file that can't be read is left out; compiling tells of it.
 */
export async function readStepFiles(step: Step): Promise<Record<string, string>> {
  const template = await read(step.template);
  const needed = template?.includes("Needs:") ? neededTemplates(template) : [];
  const files = [
    ...needed.map(file => path.resolve(step.folder, file)),
    ...(await readdir(step.folder))
      .filter(name => name.endsWith(".asl.json"))
      .map(name => path.join(step.folder, name)),
  ];
  const texts = await Promise.all(files.map(async file => [shown(file), await read(file)] as const));
  const all = [[shown(step.template), template] as const, ...texts];
  return Object.fromEntries(all.flatMap(([file, text]) => (text === undefined ? [] : [[file, text]])));
}

function neededTemplates(template: string): string[] {
  const needs = valueAt(
    readYaml(template, () => {}),
    "Metadata",
    "Workshop",
    "Needs",
  );
  return fieldsOf(needs).flatMap(({ value }) => textOf(value) ?? []);
}

const read = (file: string): Promise<string | undefined> => readFile(file, "utf8").catch(() => undefined);

const shown = (file: string) => path.relative(root, file).replaceAll(path.sep, "/");
