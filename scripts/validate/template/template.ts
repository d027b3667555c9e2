import type { Report } from "../problem.ts";
import { didYouMean, isNear } from "../spelling.ts";
import { type Field, fieldOf, fieldsOf, shown, type Tree, textOf, valueAt } from "../tree.ts";
import { checkArns } from "./arns.ts";
import { functionIn } from "./functions.ts";
import { checkLoops } from "./loops.ts";
import { checkNeeds } from "./needs.ts";
import { checkPolicies } from "./policy.ts";
import { checkReferences } from "./references.ts";
import { checkRestApis } from "./rest-api.ts";
import { checkRoles } from "./roles.ts";
import { checkProperties } from "./schema.ts";
import { resourceTypes } from "./types.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const sections = [
  "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Resources",
  "Outputs",
]; // biome-ignore format: a list to scan, not a column

const parameterFields = [
  "Type", "Default", "Description", "AllowedValues", "AllowedPattern", "ConstraintDescription", "MinLength", "MaxLength",
  "MinValue", "MaxValue", "NoEcho",
]; // biome-ignore format: a list to scan, not a column

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html */
const parameterTypes = ["String", "Number", "List<Number>", "CommaDelimitedList"];
const suppliedTypes =
  /^(?:List<)?AWS::(?:EC2|Route53)::[\w:]+>?$|^AWS::SSM::Parameter::(?:Name|Value<[\w:<>]+>)$/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html */
const resourceFields = [
  "Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy",
  "Metadata",
]; // biome-ignore format: a list to scan, not a column

const outputFields = ["Value", "Description", "Export", "Condition"];

/** What a type needs beyond its schema: of each group exactly one. */
const oneOf: Record<string, string[][]> = {
  "AWS::StepFunctions::StateMachine": [["DefinitionString", "Definition", "DefinitionS3Location"]],
};

/** Looks at a template as CloudFormation and the services behind it do when they create a stack. */
export function checkTemplate(template: Tree, report: Report): void {
  if (template.kind !== "map") {
    report(template.line, `a template must be an object, not ${shown(template)}.`);
    return;
  }
  // A transform makes another template of this one, which nobody has seen yet.
  if (fieldOf(template, "Transform")) return;
  unknown(template, sections, "a template", report);
  const version = fieldOf(template, "AWSTemplateFormatVersion");
  if (version && textOf(version.value) !== "2010-09-09")
    report(version.line, `"AWSTemplateFormatVersion" must be "2010-09-09", not ${shown(version.value)}.`);
  for (const name of ["Parameters", "Mappings", "Conditions", "Resources", "Outputs"]) {
    const section = fieldOf(template, name);
    if (section && section.value.kind !== "map")
      report(section.line, `"${name}" must be an object, not ${shown(section.value)}.`);
    for (const field of fieldsOf(section?.value)) checkLogicalName(field, name, report);
  }
  for (const parameter of fieldsOf(valueAt(template, "Parameters"))) checkParameter(parameter, report);
  for (const condition of fieldsOf(valueAt(template, "Conditions"))) checkCondition(condition, report);
  const resources = fieldOf(template, "Resources");
  if (!resources) report(template.line, '"Resources" is missing: a template needs it.');
  else if (resources.value.kind === "map" && resources.value.fields.length === 0)
    report(resources.line, '"Resources" must have a resource in it.');
  for (const resource of fieldsOf(resources?.value)) checkResource(resource, report);
  for (const output of fieldsOf(valueAt(template, "Outputs"))) checkOutput(output, report);
  const needs = checkReferences(template, report);
  checkRestApis(template, needs, report);
  checkArns(template, report);
  checkRoles(template, report);
  checkLoops(template, report);
  checkNeeds(template, report);
}

function unknown(tree: Tree, names: string[], what: string, report: Report): void {
  for (const { name, line } of fieldsOf(tree)) {
    if (!names.includes(name))
      report(line, `"${name}" is not a field of ${what}${didYouMean(name, names, "; take it out.")}`);
  }
}

function required(field: Field, names: string[], what: string, report: Report): void {
  for (const name of names) {
    const misspelt = fieldsOf(field.value).some(other => isNear(other.name, name));
    if (!misspelt) report(field.line, `"${name}" is missing: ${what} needs it.`);
  }
}

function isObject(field: Field, what: string, report: Report): boolean {
  if (field.value.kind === "map") return true;
  report(field.line, `"${field.name}" must be ${what}, not ${shown(field.value)}.`);
  return false;
}

function checkLogicalName({ name, line }: Field, section: string, report: Report): void {
  if (section !== "Mappings" && !/^[A-Za-z0-9]{1,255}$/.test(name))
    report(line, `"${name}" can't be a name in "${section}": letters and digits only.`);
}

function checkParameter(parameter: Field, report: Report): void {
  if (!isObject(parameter, "a parameter", report)) return;
  unknown(parameter.value, parameterFields, "a parameter", report);
  required(parameter, ["Type"], "a parameter", report);
  const type = fieldOf(parameter.value, "Type");
  const name = textOf(type?.value);
  if (type && (name === undefined || !(parameterTypes.includes(name) || suppliedTypes.test(name)))) {
    const choice = `; write ${parameterTypes.join(" or ")}.`;
    report(
      type.line,
      `${shown(type.value)} is not a type of parameter${didYouMean(name ?? "", parameterTypes, choice)}`,
    );
  }
  const byDefault = fieldOf(parameter.value, "Default");
  const allowed = fieldOf(parameter.value, "AllowedValues");
  if (byDefault && allowed?.value.kind === "list") {
    const asText = (tree: Tree) => (tree.kind === "value" ? String(tree.value) : "");
    if (!allowed.value.items.some(item => asText(item) === asText(byDefault.value)))
      report(byDefault.line, `"Default" is ${shown(byDefault.value)}, which is not among "AllowedValues".`);
  }
}

function checkCondition({ name, line, value }: Field, report: Report): void {
  const [call] = fieldsOf(value);
  if (
    call?.name !== "Condition" &&
    !["Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"].includes(call?.name ?? "")
  )
    report(line, `the condition "${name}" must be one of !Equals, !And, !Or, !Not and !Condition.`);
}

function checkResource(resource: Field, report: Report): void {
  if (!isObject(resource, "a resource", report)) return;
  const { value } = resource;
  const custom = /^Custom::|^AWS::CloudFormation::CustomResource$/.test(textOf(valueAt(value, "Type")) ?? "");
  unknown(value, custom ? [...resourceFields, "Version"] : resourceFields, "a resource", report);
  required(resource, ["Type"], "a resource", report);
  for (const [name, kinds] of [
    ["DeletionPolicy", ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]],
    ["UpdateReplacePolicy", ["Delete", "Retain", "Snapshot"]],
  ] as const) {
    const policy = fieldOf(value, name);
    if (policy && !functionIn(policy.value) && !kinds.some(kind => kind === textOf(policy.value)))
      report(policy.line, `"${name}" must be ${kinds.join(" or ")}, not ${shown(policy.value)}.`);
  }
  const type = fieldOf(value, "Type");
  const name = textOf(type?.value);
  if (!type) return;
  const { types, others } = resourceTypes();
  const known = name === undefined ? undefined : types[name];
  if (known) {
    checkTyped(resource, name as string, report);
    return;
  }
  const isOwn = /^Custom::\w|^(?!AWS::)\w+::\w+::\w+/.test(name ?? "");
  if (isOwn || others.has(name ?? "")) return;
  report(
    type.line,
    `${shown(type.value)} is not a type of resource${didYouMean(name ?? "", [...Object.keys(types), ...others])}`,
  );
}

function checkTyped(resource: Field, typeName: string, report: Report): void {
  const type = resourceTypes().types[typeName];
  if (!type) return;
  const written = fieldOf(resource.value, "Properties");
  const properties = written ?? { ...resource, value: { kind: "map", line: resource.line, fields: [] } };
  checkProperties(properties, type, typeName, report);
  for (const names of oneOf[typeName] ?? []) {
    const found = names.flatMap(name => fieldOf(properties.value, name) ?? []);
    if (found.length === 0 && properties.value.kind === "map")
      report(properties.line, `${typeName} needs "${names.join('" or "')}".`);
    if (found[1])
      report(found[1].line, `"${found[0]?.name}" and "${found[1].name}" exclude each other; keep one.`);
  }
  if (typeName === "AWS::Lambda::Function") checkZip(properties, report);
  if (typeName === "AWS::SQS::Queue") checkQueue(properties.value, report);
  checkPolicies(properties.value, report);
}

/** Code that is not an image needs to be told how to run: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
function checkZip(properties: Field, report: Report): void {
  const code = fieldOf(properties.value, "Code");
  if (!code || functionIn(code.value) || fieldOf(code.value, "ImageUri")) return;
  required(properties, ["Handler", "Runtime"], "a function whose code is not an image", report);
  const runtime = fieldOf(properties.value, "Runtime");
  const handler = fieldOf(properties.value, "Handler");
  const file = textOf(handler?.value)?.split(".")[0];
  if (handler && fieldOf(code.value, "ZipFile") && file !== undefined && file !== "index")
    report(
      handler.line,
      `"Handler" must begin with "index.", since the code of "ZipFile" becomes that file.`,
    );
  if (fieldOf(code.value, "ZipFile") && !/^(?:nodejs|python)/.test(textOf(runtime?.value) ?? "nodejs"))
    report(
      runtime?.line ?? properties.line,
      `"ZipFile" takes the code of Node.js or Python, not of ${shown((runtime as Field).value)}.`,
    );
}

/** What only FIFO queues have: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
function checkQueue(properties: Tree, report: Report): void {
  const fifo = valueAt(properties, "FifoQueue");
  const name = fieldOf(properties, "QueueName");
  if (fifo?.kind === "value" && fifo.value === true) {
    if (name && textOf(name.value)?.endsWith(".fifo") === false)
      report(name.line, `"QueueName" of a FIFO queue must end in ".fifo".`);
  } else if (!fifo) {
    for (const only of ["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]) {
      const field = fieldOf(properties, only);
      if (field) report(field.line, `"${only}" is for FIFO queues: add "FifoQueue: true".`);
    }
  }
}

function checkOutput(output: Field, report: Report): void {
  if (!isObject(output, "an output", report)) return;
  unknown(output.value, outputFields, "an output", report);
  required(output, ["Value"], "an output", report);
  const value = fieldOf(output.value, "Value");
  if (value && value.value.kind !== "value" && !functionIn(value.value))
    report(value.line, `"Value" must be a text or a function, not ${shown(value.value)}.`);
  const exported = fieldOf(output.value, "Export");
  if (!exported) return;
  if (!isObject(exported, "an object with a Name", report)) return;
  unknown(exported.value, ["Name"], "an export", report);
  required(exported, ["Name"], "an export", report);
}
