import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Step } from "../shared/steps.ts";
import { type CompiledTemplate, compileTemplate } from "./compile.ts";
import { stackName } from "./name.ts";
import { ownParameters } from "./parameters.ts";
import { readTemplate, type Template } from "./template.ts";

/** A stack that a step consists of. */
export interface PlannedStack {
  name: string;
  compiled: CompiledTemplate;
  template: Template;
  parameters: Record<string, string>;
}

/**
 * The stacks of a step for a learner, in the order in which they are deployed; the step's own stack is the last. Others
 * are those that its template names under `Metadata: Workshop: Needs:`, each as a parameter which takes that stack's
 * name, and a template. `ownName` is another name for the step's own stack, and `given` are values for its parameters:
 * those that it does not have are left out.
 * Throws a UserError where a template does not compile.
 */
export async function planStacks(
  step: Step,
  learner: string,
  ownName = stackName(learner, step.name),
  given: Record<string, string> = {},
): Promise<PlannedStack[]> {
  const own = await planned(ownName, step.template);
  for (const name of ownParameters(own.template)) {
    if (given[name] !== undefined) own.parameters[name] = given[name];
  }
  const needed = await Promise.all(
    Object.entries(own.template.Metadata?.Workshop?.Needs ?? {}).map(async ([parameter, file]) => {
      const templateFile = path.resolve(step.folder, file);
      const name = stackName(learner, path.basename(templateFile, ".yaml"));
      own.parameters[parameter] = name;
      return await planned(name, templateFile);
    }),
  );
  return [...needed, own];
}

async function planned(name: string, file: string): Promise<PlannedStack> {
  const compiled = await compileTemplate(file);
  return { name, compiled, template: readTemplate(await readFile(file, "utf8")), parameters: {} };
}
