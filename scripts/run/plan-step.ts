import { exitCodes, UserError } from "../shared/errors.ts";
import type { Step } from "../shared/steps.ts";
import { definitionFile } from "../stack/definition.ts";
import { type PlannedStack, type PlanOptions, planStacks, type StepPlan } from "../stack/plan.ts";
import { shownPath } from "../stack/template-file.ts";
import { inOrder, type Problem, problemLine } from "../validate/problem.ts";
import { readStepFiles } from "../validate/step-files.ts";
import { validate } from "../validate/validate.ts";
import { readInput } from "./read-input.ts";

/**
 * Looks at all files of a step, and plans its stacks. Throws a UserError with a line for each problem in them: nothing is
 * deployed then. `known` are problems that somebody else has found.
 */
export async function planStep(
  step: Step,
  learner: string,
  options: PlanOptions = {},
  known: Problem[] = [],
): Promise<StepPlan> {
  const planning = planStacks(step, learner, options);
  planning.catch(() => {}); // the problems come first
  await refuseProblems(step, known); // meanwhile: compiling waits for esbuild
  await readInput(step);
  const plan = await planning;
  mainDefinitionFile(step, plan.own);
  return plan;
}

/** Throws a UserError with a line for each problem of a step's template and definitions, and for those that are known. */
export async function refuseProblems(step: Step, known: Problem[] = []): Promise<void> {
  const problems = inOrder([...validate(await readStepFiles(step)), ...known]);
  if (problems.length > 0) throw new UserError(problems.map(problemLine).join("\n"), exitCodes.usage);
}

/** The file name of the definition that the step is about. Throws a UserError where the template has none. */
export function mainDefinitionFile(step: Step, { template, definitions }: PlannedStack): string {
  const file = definitionFile(template.Resources.StateMachine?.Properties);
  if (file in definitions) return file;
  const usual = `./${(step.challengeOf ?? step).name.slice(3)}.asl.json`;
  throw new UserError(
    `${shownPath(step.template)} has no state machine with the logical id StateMachine and a DefinitionString that names a file, such as ${usual}: add it.`,
    exitCodes.usage,
  );
}
