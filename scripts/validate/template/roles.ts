import type { Report } from "../problem.ts";
import { type Field, fieldsOf, itemsOf, type Tree, textOf, valueAt } from "../tree.ts";
import { functionIn } from "./functions.ts";

/**
 * The services that try a role when they are given it, and refuse one that does not let them in, by the types of resources
 * that have it.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
 * https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
const services: Record<string, string> = {
  "AWS::Lambda::Function": "lambda",
  "AWS::StepFunctions::StateMachine": "states",
  "AWS::Events::Rule": "events",
  "AWS::KinesisFirehose::DeliveryStream": "firehose",
};

/** Names of properties that take a role. */
const takesRole = /^Role(?:Arn|ARN)?$/;

/** Looks for roles of this template that are given to a service which they do not let in. */
export function checkRoles(template: Tree, report: Report): void {
  for (const { value } of fieldsOf(valueAt(template, "Resources"))) {
    const service = services[textOf(valueAt(value, "Type")) ?? ""];
    if (service) walk(valueAt(value, "Properties"), service);
  }

  function walk(tree: Tree | undefined, service: string): void {
    for (const field of fieldsOf(tree)) {
      if (takesRole.test(field.name)) checkRole(field, service);
      walk(field.value, service);
    }
    for (const item of itemsOf(tree)) walk(item, service);
  }

  function checkRole({ name, line, value }: Field, service: string): void {
    const role = logicalIdIn(value);
    const letsIn = role && servicesIn(valueAt(template, "Resources", role));
    if (!letsIn || letsIn.some(known => known.split(".")[0] === service)) return;
    report(
      line,
      `"${name}" takes a role that lets in ${service}.amazonaws.com, and ${role} lets in ${letsIn.join(" and ")}: name another role, or change its AssumeRolePolicyDocument.`,
    );
  }
}

/** The logical id that `!GetAtt Name.Arn` names. */
function logicalIdIn(value: Tree): string | undefined {
  const call = functionIn(value);
  if (call?.name !== "Fn::GetAtt") return undefined;
  return textOf(call.value)?.split(".")[0] ?? textOf(itemsOf(call.value)[0]);
}

/** The services that a role lets in; undefined where the template does not say it in full. */
function servicesIn(resource: Tree | undefined): string[] | undefined {
  if (textOf(valueAt(resource, "Type")) !== "AWS::IAM::Role") return undefined;
  const statements = valueAt(resource, "Properties", "AssumeRolePolicyDocument", "Statement");
  const found: string[] = [];
  for (const statement of statements?.kind === "list" ? statements.items : [statements]) {
    if (textOf(valueAt(statement, "Effect")) === "Deny") continue;
    const services = valueAt(statement, "Principal", "Service");
    for (const service of services?.kind === "list" ? services.items : [services]) {
      const name = textOf(service);
      if (name === undefined) return undefined;
      found.push(name);
    }
  }
  return found;
}
