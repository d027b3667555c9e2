import { exitCodes, UserError } from "../shared/errors.ts";
import type { Step } from "../shared/steps.ts";
import type { Template } from "./template.ts";
import { readTemplateFile } from "./template-file.ts";

/**
 * Reads parameters of stacks as people give them: `AccessLogs=on`.
 * Throws a UserError for one without a name, and for one that none of the steps has.
 */
export async function readParameters(words: string[], steps: Step[]): Promise<Record<string, string>> {
  if (words.length === 0) return {};
  const files = await Promise.all(steps.map(step => readTemplateFile(step.template)));
  const known = [...new Set(files.flatMap(({ template }) => ownParameters(template)))];
  const parameters: Record<string, string> = {};
  for (const word of words) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      throw new UserError(
        `--parameter ${word} has no name or no value: write it like this: --parameter AccessLogs=on`,
        exitCodes.usage,
      );
    }
    if (!known.includes(name)) {
      const has = known.length > 0 ? `there is ${known.join(", ")}` : "there is none";
      throw new UserError(
        `${steps.map(step => step.name).join(", ")}: no parameter "${name}"; ${has}.`,
        exitCodes.usage,
      );
    }
    parameters[name] = value;
  }
  return parameters;
}

/** The parameters of a template that are not filled with the name of a stack that it needs. */
export function ownParameters({ Parameters = {}, Metadata }: Template): string[] {
  const filled = Object.keys(Metadata?.Workshop?.Needs ?? {});
  return Object.keys(Parameters).filter(name => !filled.includes(name));
}
