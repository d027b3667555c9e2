import { checkDefinition } from "./definition/definition.ts";
import { readJson } from "./json.ts";
import { checkMachines } from "./machines.ts";
import { inOrder, type Problem, type Report } from "./problem.ts";
import { checkTemplate } from "./template/template.ts";
import { readYaml } from "./yaml.ts";

/**
 * The problems of templates (`*.yaml`) and state machine definitions (`*.asl.json`), given as texts by their paths: what
 * AWS would refuse, or what can't be meant. In the order of files and lines; none if all is well.
 */
export function validate(files: Record<string, string>): Problem[] {
  const problems: Problem[] = [];
  const reportIn =
    (file: string): Report =>
    (line, message) =>
      void problems.push({ file, line, message });

  for (const [file, text] of Object.entries(files)) {
    const report = reportIn(file);
    if (file.endsWith(".asl.json")) {
      const definition = readJson(text, report);
      if (definition) checkDefinition(definition, report);
    } else {
      const template = readYaml(text, report);
      if (!template) continue;
      checkTemplate(template, report);
      checkMachines(template, file, files, reportIn);
    }
  }
  return inOrder(problems);
}
