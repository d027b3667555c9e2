import path from "node:path";
import type { Step } from "../shared/steps.ts";
import { type CompiledTemplate, compileTemplate } from "./compile.ts";
import { stackName } from "./name.ts";
import { ownParameters } from "./parameters.ts";

/** A stack as it is to be deployed. */
export interface PlannedStack extends CompiledTemplate {
  name: string;
  /** What it is, as its tag `step` tells: a step (`04-tweetbot`), or a template that steps share (`tweet-data-store`). */
  what: string;
  /** The values that its parameters are given. */
  parameters: Record<string, string>;
}

/** The stacks that a step consists of. */
export interface StepPlan {
  /** Those that have to be there before it, from the templates under `Metadata: Workshop: Needs:` in its own. */
  needed: PlannedStack[];
  /** The step's own, with a parameter for the name of each stack that it needs. */
  own: PlannedStack;
}

export interface PlanOptions {
  /** The step onto whose stack this one is rolled: an earlier one; by default, for a challenge the one it belongs to. */
  onto?: Step | undefined;
  /** Another name for the step's own stack. */
  name?: string | undefined;
  /** Values for parameters of the step's own stack. Those that it does not have are left out. */
  parameters?: Record<string, string> | undefined;
}

/** Compiles a step and plans its stacks for a learner. Throws a UserError where a template does not compile. */
export async function planStacks(
  step: Step,
  learner: string,
  {
    onto = step.challengeOf ?? step,
    name = stackName(learner, onto.name),
    parameters = {},
  }: PlanOptions = {},
): Promise<StepPlan> {
  const what = (step.challengeOf ?? step).name;
  const own: PlannedStack = { name, what, ...(await compileTemplate(step.template)), parameters: {} };
  for (const name of ownParameters(own.template)) {
    if (parameters[name] !== undefined) own.parameters[name] = parameters[name];
  }
  const needed = await Promise.all(
    Object.entries(own.template.Metadata?.Workshop?.Needs ?? {}).map(async ([parameter, file]) => {
      const templateFile = path.resolve(step.folder, file);
      const what = path.basename(templateFile, ".yaml");
      const name = stackName(learner, what);
      own.parameters[parameter] = name;
      return { name, what, ...(await compileTemplate(templateFile)), parameters: {} };
    }),
  );
  return { needed, own };
}
