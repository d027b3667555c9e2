import { exitCodes, UserError } from "../shared/errors.ts";
import type { Target } from "../targets/index.ts";
import type { PlannedStack } from "./plan.ts";
import { describeStack } from "./stack.ts";
import { lineOf, shownPath } from "./template-file.ts";

/**
 * Throws a UserError that names the parameters of a stack which nothing gives a value: neither its template, nor the one
 * who deploys it, nor the stack as it is.
 */
export async function requireValues(target: Target, planned: PlannedStack): Promise<void> {
  const open = Object.entries(planned.template.Parameters ?? {}).filter(
    ([name, { Default }]) => Default === undefined && planned.parameters[name] === undefined,
  );
  if (open.length === 0) return;
  const kept = (await describeStack(target, planned.name))?.Parameters ?? [];
  const missing = open.filter(([name]) => !kept.some(({ ParameterKey }) => ParameterKey === name));
  if (missing.length === 0) return;
  const sentences = missing.map(
    ([name]) =>
      `${shownPath(planned.file)}:${lineOf(planned, "Parameters", name)}: nothing gives "${name}" a value: ` +
      `write a "Default", or give it one with --parameter ${name}=…; if it takes the name of a stack that has to be ` +
      `there first, name it under Metadata, Workshop, Needs.`,
  );
  throw new UserError(sentences.join("\n"), exitCodes.usage);
}
