import type { Report } from "../problem.ts";
import { didYouMean } from "../spelling.ts";
import { type Field, fieldOf, fieldsOf, itemsOf, shown, type Tree, textOf, valueAt } from "../tree.ts";
import { checkShape, functionIn } from "./functions.ts";
import { resourceTypes } from "./types.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const pseudoParameters = [
  "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId",
  "AWS::StackName", "AWS::URLSuffix",
]; // biome-ignore format: a list to scan, not a column

/** What a template declares, by name. */
interface Declared {
  parameters: Set<string>;
  conditions: Set<string>;
  mappings: Set<string>;
  resources: Map<string, Tree>;
  /** How messages call what Ref can name. */
  referable: string;
}

/** Which resources each of them needs to be there before it, by references and DependsOn, and in which lines. */
export type Needs = Map<string, { target: string; line: number }[]>;

/**
 * Checks that what a template refers to is there: by Ref, GetAtt, Sub, FindInMap, If, DependsOn and Condition; that an
 * attribute is one of the resource's type; and that no resource needs itself, by whatever detour. Returns what needs what.
 */
export function checkReferences(template: Tree, report: Report): Needs {
  const names = (section: string) => new Set(fieldsOf(valueAt(template, section)).map(({ name }) => name));
  const declared: Declared = {
    parameters: names("Parameters"),
    conditions: names("Conditions"),
    mappings: names("Mappings"),
    resources: new Map(fieldsOf(valueAt(template, "Resources")).map(({ name, value }) => [name, value])),
    referable: "neither a resource nor a parameter of this template",
  };
  const needs: Needs = new Map();

  for (const { value } of fieldsOf(valueAt(template, "Conditions"))) {
    const early = "not a parameter, and conditions are decided before there are resources";
    walk(value, { ...declared, resources: new Map(), referable: early }, report, () => {});
    checkConditionCalls(value, declared, report);
  }
  for (const [name, value] of declared.resources) {
    const found: { target: string; line: number }[] = [];
    needs.set(name, found);
    const note = (target: string, line: number) => void found.push({ target, line });
    for (const attribute of fieldsOf(value)) {
      if (attribute.name === "Condition")
        checkName(attribute, "Condition", declared.conditions, "a condition", report);
      else if (attribute.name === "DependsOn") checkDependsOn(attribute, declared, report, note);
      else if (attribute.name !== "Metadata" && attribute.name !== "Type")
        walk(attribute.value, declared, report, note);
    }
  }
  for (const output of fieldsOf(valueAt(template, "Outputs"))) {
    for (const field of fieldsOf(output.value)) {
      if (field.name === "Condition")
        checkName(field, "Condition", declared.conditions, "a condition", report);
      else walk(field.value, declared, report, () => {});
    }
  }
  for (const section of ["Resources", "Outputs"]) {
    const filled = valueAt(template, section);
    if (filled) checkFilled(filled, declared, report);
  }
  checkCircles(needs, report);
  return needs;
}

type Note = (target: string, line: number) => void;

function walk(tree: Tree, declared: Declared, report: Report, note: Note): void {
  const call = functionIn(tree);
  if (call) {
    checkShape(call, report);
    if (call.name === "Ref") {
      checkRef(call, declared, report, note);
      return;
    }
    if (call.name === "Fn::GetAtt") {
      checkGetAtt(call, declared, report, note);
      return;
    }
    if (call.name === "Fn::Sub") {
      checkSub(call, declared, report, note);
      return;
    }
    if (call.name === "Fn::Transform") return;
    const first = itemsOf(call.value)[0];
    if (call.name === "Fn::If" && first)
      checkName(
        { ...call, value: first, line: first.line },
        "Fn::If",
        declared.conditions,
        "a condition",
        report,
      );
    if (call.name === "Fn::FindInMap" && first && textOf(first) !== undefined)
      checkName(
        { ...call, value: first, line: first.line },
        "Fn::FindInMap",
        declared.mappings,
        "a mapping",
        report,
      );
  }
  for (const { value } of fieldsOf(tree)) walk(value, declared, report, note);
  for (const item of itemsOf(tree)) walk(item, declared, report, note);
}

/** Properties whose text has braces of its own: definitions, mapping templates and code. */
const ownBraces = new Set([
  "Definition",
  "DefinitionString",
  "RequestTemplates",
  "ResponseTemplates",
  "ZipFile",
]);

/** Reports `${Name}` where it stands for something of the template, in a text that nothing fills in. */
function checkFilled(tree: Tree, declared: Declared, report: Report): void {
  if (functionIn(tree)?.name === "Fn::Sub") return;
  const known = [...declared.parameters, ...declared.resources.keys(), ...pseudoParameters];
  for (const [, name = ""] of (textOf(tree) ?? "").matchAll(/\$\{([\w:]+)(?:\.\w+)?\}/g)) {
    if (known.includes(name))
      report(tree.line, `"\${${name}}" is filled in by Fn::Sub only: write !Sub before this text.`);
  }
  for (const { name, value } of fieldsOf(tree))
    if (!ownBraces.has(name)) checkFilled(value, declared, report);
  for (const item of itemsOf(tree)) checkFilled(item, declared, report);
}

function checkName(field: Field, by: string, known: Set<string>, what: string, report: Report): void {
  const name = textOf(field.value);
  if (name === undefined) {
    report(field.line, `"${by}" takes the name of ${what}, not ${shown(field.value)}.`);
    return;
  }
  if (!known.has(name))
    report(
      field.line,
      `"${by}" names "${name}", which is not ${what} of this template${didYouMean(name, known)}`,
    );
}

function checkRef({ value, line }: Field, declared: Declared, report: Report, note: Note): void {
  const name = textOf(value);
  if (name === undefined) {
    report(line, `"Ref" takes a name, not ${shown(value)}.`);
    return;
  }
  checkTarget("Ref", name, line, declared, report, note);
}

function checkTarget(
  by: string,
  name: string,
  line: number,
  declared: Declared,
  report: Report,
  note: Note,
): void {
  if (declared.resources.has(name)) {
    note(name, line);
    return;
  }
  const known = [...declared.parameters, ...declared.resources.keys(), ...pseudoParameters];
  if (!known.includes(name))
    report(line, `"${by}" names "${name}", which is ${declared.referable}${didYouMean(name, known)}`);
}

function checkGetAtt({ value, line }: Field, declared: Declared, report: Report, note: Note): void {
  const text = textOf(value);
  const dot = text?.indexOf(".") ?? -1;
  const [resource, attribute] =
    text === undefined ? itemsOf(value).map(item => textOf(item)) : [text.slice(0, dot), text.slice(dot + 1)];
  if ((text !== undefined && dot < 1) || (text === undefined && itemsOf(value).length !== 2)) {
    report(
      line,
      `"Fn::GetAtt" takes a resource and an attribute, as in "HelloFunction.Arn", not ${shown(value)}.`,
    );
    return;
  }
  if (resource !== undefined) checkAttribute("Fn::GetAtt", resource, attribute, line, declared, report, note);
}

function checkAttribute(
  by: string,
  resource: string,
  attribute: string | undefined,
  line: number,
  declared: Declared,
  report: Report,
  note: Note,
): void {
  // biome-ignore format: on one line
  const found = declared.resources.get(resource);
  if (!found) {
    report(
      line,
      `"${by}" names "${resource}", which is not a resource of this template${didYouMean(resource, declared.resources.keys())}`,
    );
    return;
  }
  note(resource, line);
  const typeName = textOf(valueAt(found, "Type")) ?? "";
  const attributes = resourceTypes().types[typeName]?.attributes;
  if (attribute === undefined || !attributes) return; // given by a function, or of a type that is not known here
  if (
    attributes.some(
      known => known === attribute || (known.endsWith(".*") && new RegExp(`^${known}$`).test(attribute)),
    )
  )
    return;
  const plain = attributes.filter(known => !known.includes(".*"));
  const choice = plain.length === 0 ? "; it has none." : `; write ${plain.slice(0, 8).join(" or ")}.`;
  report(
    line,
    `"${by}" gets "${attribute}" of ${resource}, and ${typeName} has no such attribute${didYouMean(attribute, plain, choice)}`,
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
function checkSub(call: Field, declared: Declared, report: Report, note: Note): void {
  const [template, values] = call.value.kind === "list" ? call.value.items : [call.value];
  const text = template && textOf(template);
  if (text === undefined || (call.value.kind === "list" && call.value.items.length !== 2)) {
    report(
      call.line,
      `"Fn::Sub" takes a text, or a list of a text and its values, not ${shown(call.value)}.`,
    );
    return;
  }
  for (const { value } of fieldsOf(values)) walk(value, declared, report, note);
  const start = template as Tree;
  for (const { 1: name = "", index } of text.matchAll(/\$\{\s*([^!}][^}]*?)\s*\}/g)) {
    if (fieldOf(values, name)) continue;
    // A block text starts in the line after its indicator; other texts are on one line.
    const before = text.slice(0, index).split("\n").length;
    const line = text.includes("\n") ? start.line + before : start.line;
    const dot = name.indexOf(".");
    if (dot < 0) checkTarget("Fn::Sub", name, line, declared, report, note);
    else checkAttribute("Fn::Sub", name.slice(0, dot), name.slice(dot + 1), line, declared, report, note);
  }
}

function checkDependsOn(field: Field, declared: Declared, report: Report, note: Note): void {
  const items = field.value.kind === "list" ? field.value.items : [field.value];
  for (const item of items) {
    const found = { ...field, line: item.line, value: item };
    checkName(found, "DependsOn", new Set(declared.resources.keys()), "a resource", report);
    note(textOf(item) ?? "", item.line);
  }
}

/** `Condition: X` inside a condition. */
function checkConditionCalls(tree: Tree, declared: Declared, report: Report): void {
  for (const field of fieldsOf(tree)) {
    if (field.name === "Condition") checkName(field, "Condition", declared.conditions, "a condition", report);
    else checkConditionCalls(field.value, declared, report);
  }
  for (const item of itemsOf(tree)) checkConditionCalls(item, declared, report);
}

/** CloudFormation refuses resources that need each other, as it can't tell which to create first. */
function checkCircles(needs: Needs, report: Report): void {
  const done = new Set<string>();
  const told = new Set<string>();
  const visit = (name: string, trail: string[]): void => {
    if (done.has(name)) return;
    for (const { target, line } of needs.get(name) ?? []) {
      const start = [...trail, name].indexOf(target);
      const circle = start < 0 ? [] : [...trail, name].slice(start);
      const key = [...circle].sort().join(" ");
      if (start < 0) visit(target, [...trail, name]);
      else if (!told.has(key))
        report(
          line,
          `the resources need each other: ${[...circle, target].join(" needs ")}; spell one of the ARNs out with !Sub.`,
        );
      told.add(key);
    }
    done.add(name);
  };
  for (const name of needs.keys()) visit(name, []);
}
