import path from "node:path";
import { checkDefinition } from "./definition/definition.ts";
import { readJson } from "./json.ts";
import { inOrder, type Problem, type Report } from "./problem.ts";
import { didYouMean, isNear } from "./spelling.ts";
import { functionIn } from "./template/functions.ts";
import { checkTemplate, stateMachinesOf } from "./template/template.ts";
import { fieldOf, fieldsOf, type Tree, textOf, valueAt } from "./tree.ts";
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
      for (const machine of stateMachinesOf(template)) {
        const properties = valueAt(machine.value, "Properties");
        const named = textOf(valueAt(properties, "DefinitionString")) ?? "";
        const definitionFile = path.posix.join(path.posix.dirname(file), named);
        const definition = files[definitionFile];
        if (definition !== undefined && named !== "") {
          checkSubstitutions(properties, definition, file, report, reportIn(definitionFile));
        }
        const inline = fieldOf(properties, "Definition");
        if (inline && !functionIn(inline.value)) checkDefinition(filled(inline.value), report);
      }
    }
  }
  return inOrder(problems);
}

/**
 * Compares the `${…}` of a definition with what its template fills in.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
function checkSubstitutions(
  properties: Tree | undefined,
  definition: string,
  template: string,
  report: Report,
  reportInDefinition: Report,
): void {
  const substitutions = valueAt(properties, "DefinitionSubstitutions");
  if (substitutions && functionIn(substitutions)) return;
  const values = fieldsOf(substitutions);
  const names = values.map(({ name }) => name);
  const used = new Set<string>();
  const unfilled: string[] = [];
  for (const { 1: name = "", index } of definition.matchAll(/\$\{([\w.:-]+)\}/g)) {
    used.add(name);
    if (names.includes(name)) continue;
    unfilled.push(name);
    const line = definition.slice(0, index).split("\n").length;
    const fill = `; add it to "DefinitionSubstitutions" of ${template}.`;
    reportInDefinition(line, `"\${${name}}" is not filled by the template${didYouMean(name, names, fill)}`);
  }
  for (const { name, line } of values) {
    // One that was meant by another name is reported already.
    if (used.has(name) || unfilled.some(word => isNear(word, name))) continue;
    report(line, `the definition has no "\${${name}}"; take this value out.`);
  }
}

/** A definition that is written in the template, with a `${…}` for each function in it. */
function filled(tree: Tree): Tree {
  const call = functionIn(tree);
  if (call) return { kind: "value", line: tree.line, value: `\${${call.name}}` };
  if (tree.kind === "map") {
    return { ...tree, fields: tree.fields.map(field => ({ ...field, value: filled(field.value) })) };
  }
  return tree.kind === "list" ? { ...tree, items: tree.items.map(filled) } : tree;
}
