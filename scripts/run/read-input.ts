import path from "node:path";
import { exitCodes, UserError } from "../shared/errors.ts";
import type { Step } from "../shared/steps.ts";
import { readNamedFile, shownPath } from "../stack/template-file.ts";
import { readJson } from "../validate/json.ts";
import { type Problem, problemLine } from "../validate/problem.ts";

/** The input in a step's folder. Throws a UserError where it is missing, or is not a JSON object. */
export async function readInput({ folder }: Step): Promise<Record<string, unknown>> {
  const file = path.join(folder, "input.json");
  const text = await readNamedFile(file);
  const problems: Problem[] = [];
  const report = (line: number, message: string) =>
    void problems.push({ file: shownPath(file), line, message });
  const tree = readJson(text, report);
  if (tree && tree.kind !== "map") report(tree.line, "the execution's input has to be a JSON object.");
  if (problems[0]) throw new UserError(problemLine(problems[0]), exitCodes.usage);
  return JSON.parse(text);
}
