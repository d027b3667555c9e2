import path from "node:path";
import { checkDefinition } from "./definition/definition.ts";
import { readJson } from "./json.ts";
import type { Report } from "./problem.ts";
import { didYouMean, isNear } from "./spelling.ts";
import { checkArn } from "./template/arns.ts";
import { functionIn } from "./template/functions.ts";
import { type Field, fieldOf, fieldsOf, itemsOf, shown, type Tree, textOf, valueAt } from "./tree.ts";

/** A `${…}` in a definition. */
interface Placeholder {
  name: string;
  line: number;
  /** Whether a task's Resource consists of it. */
  isResource: boolean;
}

/** Where the substitutions of a definition stand. */
interface Filler {
  template: Tree;
  /** How messages call it. */
  title: string;
  substitutions: Field | undefined;
  report: Report;
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
    const substitutions = fieldOf(properties, "DefinitionSubstitutions");
    const filler = { template, title: "this state machine", substitutions, report };
    const text = fieldOf(properties, "DefinitionString");
    const object = fieldOf(properties, "Definition");
    const named = textOf(text?.value) ?? "";
    if (text && object) continue; // they exclude each other, which is reported already
    if (/^\.{1,2}\/.*\.asl\.json$/.test(named)) {
      const definitionFile = path.posix.join(path.posix.dirname(file), named);
      const definition = files[definitionFile];
      // A file that is missing is told of when the step is compiled; what is not JSON, or half of it, is told of already.
      if (definition !== undefined && readJson(definition, () => {}))
        checkFilling(placeholdersIn(definition, 1), reportIn(definitionFile), { ...filler, title: file });
    } else if (text) checkText(text, filler);
    if (object && !functionIn(object.value)) {
      checkDefinition(filled(object.value), report);
      checkFilling(placeholdersBelow(object), report, filler);
    }
  }
}

/** Checks a definition that is written as a text, which `Fn::Sub` may fill in. */
function checkText(field: Field, filler: Filler): void {
  const { report } = filler;
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
  checkFilling(placeholdersIn(left, first), report, filler);
}

/** Compares the `${…}` of a definition with what its template fills in. */
function checkFilling(placeholders: Placeholder[], reportInDefinition: Report, filler: Filler): void {
  const { template, title, substitutions, report } = filler;
  if (substitutions && functionIn(substitutions.value)) return;
  const values = fieldsOf(substitutions?.value);
  const names = values.map(({ name }) => name);
  const unfilled = placeholders.filter(({ name }) => !names.includes(name));
  for (const { name, line } of unfilled) {
    const fill = `; add it to "DefinitionSubstitutions" of ${title}.`;
    reportInDefinition(line, `"\${${name}}" is not filled by the template${didYouMean(name, names, fill)}`);
  }
  for (const { name, line, value } of values) {
    const uses = placeholders.filter(placeholder => placeholder.name === name);
    if (uses.some(({ isResource }) => isResource))
      checkArn({ name: "Resource", line, value }, template, report);
    // One that was meant by another name is reported already.
    if (uses.length > 0 || unfilled.some(placeholder => isNear(placeholder.name, name))) continue;
    report(line, `the definition has no "\${${name}}"; take this value out.`);
  }
}

function placeholdersIn(text: string, firstLine: number): Placeholder[] {
  return [...text.matchAll(/("Resource"\s*:\s*")?\$\{([\w.:-]+)\}/g)].map(match => ({
    name: match[2] ?? "",
    line: firstLine + text.slice(0, match.index + match[0].length).split("\n").length - 1,
    isResource: match[1] !== undefined,
  }));
}

/** Those in the texts of an object, but for what its functions fill in. */
function placeholdersBelow({ name, value }: Field): Placeholder[] {
  if (functionIn(value)) return [];
  const found = placeholdersIn(textOf(value) ?? "", value.line);
  const below =
    value.kind === "list"
      ? value.items.map(item => ({ name, line: item.line, value: item }))
      : fieldsOf(value);
  return [
    ...found.map(one => ({ ...one, isResource: name === "Resource" })),
    ...below.flatMap(placeholdersBelow),
  ];
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
