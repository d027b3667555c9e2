import type { Report } from "../problem.ts";
import { didYouMean } from "../spelling.ts";
import { type Field, fieldOf, fieldsOf, itemsOf, type MapTree, shown, type Tree, textOf } from "../tree.ts";
import { functionIn } from "./functions.ts";

const documentFields = ["Version", "Id", "Statement"];
const statementFields = [
  "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
]; // biome-ignore format: a list to scan, not a column

/** The properties that hold a policy. */
const policies = ["PolicyDocument", "AssumeRolePolicyDocument", "Policy", "ResourcePolicy"];

/**
 * Looks for policies in the properties of a resource, and at their grammar, which IAM checks before it stores them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function checkPolicies(tree: Tree, report: Report): void {
  for (const field of fieldsOf(tree)) {
    const isPolicy = policies.includes(field.name) && field.value.kind === "map" && !functionIn(field.value);
    if (isPolicy) checkPolicy(field, report);
    else checkPolicies(field.value, report);
  }
  for (const item of itemsOf(tree)) checkPolicies(item, report);
}

function checkPolicy({ value, name, line }: Field, report: Report): void {
  unknown(value, documentFields, "a policy", report);
  const version = fieldOf(value, "Version");
  if (version && !["2012-10-17", "2008-10-17"].includes(textOf(version.value) ?? ""))
    report(version.line, `"Version" of a policy must be "2012-10-17", not ${shown(version.value)}.`);
  const statement = fieldOf(value, "Statement");
  if (!statement) {
    report(line, '"Statement" is missing: a policy needs it.');
    return;
  }
  const statements = statement.value.kind === "list" ? statement.value.items : [statement.value];
  for (const one of statements) {
    if (functionIn(one)) continue;
    if (one.kind === "map") checkStatement(one, name === "AssumeRolePolicyDocument", report);
    else report(one.line, `a statement of a policy must be an object, not ${shown(one)}.`);
  }
}

function checkStatement(statement: MapTree, ofTrust: boolean, report: Report): void {
  const misspelt = unknown(statement, statementFields, "a policy's statement", report);
  const effect = fieldOf(statement, "Effect");
  if (effect && !functionIn(effect.value) && !["Allow", "Deny"].includes(textOf(effect.value) ?? ""))
    report(effect.line, `"Effect" must be Allow or Deny, not ${shown(effect.value)}.`);
  if (misspelt) return;
  const either = (...names: string[]) => {
    if (!names.some(name => fieldOf(statement, name)))
      report(statement.line, `"${names[0]}" is missing: a policy's statement needs it.`);
  };
  either("Effect");
  either("Action", "NotAction");
  if (ofTrust) either("Principal", "NotPrincipal");
  else either("Resource", "NotResource");
  for (const name of ["Action", "NotAction"]) {
    for (const action of valuesOf(statement, name)) {
      const found = textOf(action);
      if (found === undefined) continue;
      if (!/^(?:\*|[\w-]+:[\w*?-]+)$/.test(found))
        report(action.line, `${shown(action)} is not an action: write it like "lambda:InvokeFunction".`);
      else if (ofTrust && !trustActions.test(found))
        report(action.line, `${shown(action)} can't be in a trust policy: write sts:AssumeRole.`);
    }
  }
  for (const name of ["Resource", "NotResource"]) {
    for (const resource of valuesOf(statement, name)) {
      const found = textOf(resource);
      if (found !== undefined && found !== "*" && !found.startsWith("arn:"))
        report(
          resource.line,
          `${shown(resource)} is not an ARN: write "arn:…", "*" or a function such as !GetAtt X.Arn.`,
        );
    }
  }
  for (const name of ["Principal", "NotPrincipal"]) {
    const principal = fieldOf(statement, name);
    if (principal) checkPrincipal(principal, report);
  }
}

/** What a role's trust policy may allow. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html */
const trustActions =
  /^(?:\*|sts:(?:\*|AssumeRole\*?|AssumeRoleWith(?:SAML|WebIdentity)|SetContext|SetSourceIdentity|TagSession))$/;

const principals = ["AWS", "CanonicalUser", "Federated", "Service"];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function checkPrincipal({ name, line, value }: Field, report: Report): void {
  if (functionIn(value) || textOf(value) === "*") return;
  if (value.kind === "map") unknown(value, principals, `a ${name}`, report);
  else
    report(
      line,
      `"${name}" must be "*" or an object, as in { Service: lambda.amazonaws.com }, not ${shown(value)}.`,
    );
}

/** What a field of a statement has: one value, or a list of them. */
function valuesOf(statement: MapTree, name: string): Tree[] {
  const field = fieldOf(statement, name);
  if (!field) return [];
  return field.value.kind === "list" ? field.value.items : [field.value];
}

function unknown(map: Tree, names: string[], what: string, report: Report): boolean {
  const wrong = fieldsOf(map).filter(({ name }) => !names.includes(name) && !name.startsWith("Fn::"));
  for (const { name, line } of wrong)
    report(line, `"${name}" is not a field of ${what}${didYouMean(name, names, "; take it out.")}`);
  return wrong.length > 0;
}
