import path from "node:path";
import { checkDefinition } from "./definition/definition.ts";
import { readJson } from "./json.ts";
import type { Report } from "./problem.ts";
import { didYouMean, isNear } from "./spelling.ts";
import { functionIn } from "./template/functions.ts";
import { type Field, fieldOf, fieldsOf, itemsOf, shown, type Tree, textOf, valueAt } from "./tree.ts";

/** A `${…}` in a definition. */
interface Placeholder {
  name: string;
  line: number;
}

/**
 * Looks at the definitions of a template's state machines: those that stand in it as a text or as an object, and what
 * each definition and its DefinitionSubstitutions ask of each other. Definitions in files are looked at by themselves.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
export function checkMachines(
  template: Tree,
  file: string,
  files: Record<string, string>,
  reportIn: (file: string) => Report,
): void {
  const report = reportIn(file);
  for (const { value } of fieldsOf(valueAt(template, "Resources"))) {
    if (textOf(valueAt(value, "Type")) !== "AWS::StepFunctions::StateMachine") continue;
    const properties = valueAt(value, "Properties");
    const text = fieldOf(properties, "DefinitionString");
    const object = fieldOf(properties, "Definition");
    if (text && object) continue; // they exclude each other, which is reported already
    if (object && !functionIn(object.value)) {
      checkDefinition(filled(object.value), report);
      checkSubstitutions(properties, placeholdersBelow(object.value), report, report);
    }
    const named = textOf(text?.value);
    if (named !== undefined && /^\.{1,2}\/.*\.asl\.json$/.test(named)) {
      const definitionFile = path.posix.join(path.posix.dirname(file), named);
      const definition = files[definitionFile]; // one that is missing is told of when the step is compiled
      if (definition !== undefined)
        checkSubstitutions(properties, placeholdersIn(definition, 1), report, reportIn(definitionFile), file);
    } else if (text) checkText(text, properties, report);
  }
}

/** Checks a definition that is written as a text, which `Fn::Sub` may fill in. */
function checkText(field: Field, properties: Tree | undefined, report: Report): void {
  const call = functionIn(field.value);
  const sub = call?.name === "Fn::Sub";
  const written = sub ? (itemsOf(call.value)[0] ?? call.value) : field.value;
  const text = textOf(written);
  if (text === undefined) return; // made by another function: what it will be is not known here
  if (!text.trimStart().startsWith("{")) {
    const what = "neither a definition in JSON nor a file that ends in .asl.json";
    report(field.line, `"DefinitionString" is ${shown(written)}, which is ${what}.`);
    return;
  }
  // A block text starts in the line after its indicator; other texts are on one line.
  const first = text.includes("\n") ? written.line + 1 : written.line;
  const definition = readJson(text, report, first, true);
  if (definition) checkDefinition(definition, report);
  // Fn::Sub fills in all but ${!Name}, which it leaves to the substitutions as ${Name}.
  const left = sub ? text.replace(/\$\{(!?)/g, (_, mark: string) => (mark ? "${" : "$ {")) : text;
  checkSubstitutions(properties, placeholdersIn(left, first), report, report);
}

/** Compares the `${…}` of a definition with what its template fills in. */
function checkSubstitutions(
  properties: Tree | undefined,
  placeholders: Placeholder[],
  report: Report,
  reportInDefinition: Report,
  template = "this state machine",
): void {
  const substitutions = valueAt(properties, "DefinitionSubstitutions");
  if (substitutions && functionIn(substitutions)) return;
  const values = fieldsOf(substitutions);
  const names = values.map(({ name }) => name);
  const unfilled = placeholders.filter(({ name }) => !names.includes(name));
  for (const { name, line } of unfilled) {
    const fill = `; add it to "DefinitionSubstitutions" of ${template}.`;
    reportInDefinition(line, `"\${${name}}" is not filled by the template${didYouMean(name, names, fill)}`);
  }
  for (const { name, line } of values) {
    const isUsed = placeholders.some(placeholder => placeholder.name === name);
    // One that was meant by another name is reported already.
    if (isUsed || unfilled.some(placeholder => isNear(placeholder.name, name))) continue;
    report(line, `the definition has no "\${${name}}"; take this value out.`);
  }
}

function placeholdersIn(text: string, firstLine: number): Placeholder[] {
  return [...text.matchAll(/\$\{([\w.:-]+)\}/g)].map(({ 1: name = "", index }) => ({
    name,
    line: firstLine + text.slice(0, index).split("\n").length - 1,
  }));
}

/** Those in the texts of an object, but for what its functions fill in. */
function placeholdersBelow(tree: Tree): Placeholder[] {
  if (functionIn(tree)) return [];
  if (tree.kind === "value") return placeholdersIn(textOf(tree) ?? "", tree.line);
  const below = tree.kind === "map" ? tree.fields.map(({ value }) => value) : tree.items;
  return below.flatMap(placeholdersBelow);
}

/** A definition that is written in the template, open where there is a function in it. */
function filled(tree: Tree): Tree {
  const call = functionIn(tree);
  if (call) return { kind: "value", line: tree.line, value: `\${${call.name}}`, open: true };
  if (tree.kind === "map") {
    return { ...tree, fields: tree.fields.map(field => ({ ...field, value: filled(field.value) })) };
  }
  return tree.kind === "list" ? { ...tree, items: tree.items.map(filled) } : tree;
}
