import type { Report } from "../problem.ts";
import { type Field, fieldOf, fieldsOf, type Tree, textOf, valueAt } from "../tree.ts";
import { functionIn } from "./functions.ts";
import type { Needs } from "./references.ts";

/** Looks at what the resources of a REST API ask of each other, and at what only API Gateway knows. */
export function checkRestApis(template: Tree, needs: Needs, report: Report): void {
  const resources = fieldsOf(valueAt(template, "Resources"));
  const ofType = (type: string) =>
    resources.filter(({ value }) => textOf(valueAt(value, "Type")) === `AWS::ApiGateway::${type}`);
  const methods = ofType("Method");
  for (const method of methods) checkIntegration(method, report);
  for (const deployment of ofType("Deployment")) checkDeployment(deployment, methods, needs, report);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
function checkIntegration({ value }: Field, report: Report): void {
  const integration = fieldOf(valueAt(value, "Properties"), "Integration");
  const type = textOf(valueAt(integration?.value, "Type"));
  if (!integration || type === undefined || type === "MOCK") return;
  for (const name of ["IntegrationHttpMethod", "Uri"]) {
    if (!fieldOf(integration.value, name))
      report(integration.line, `"${name}" is missing: an Integration of type ${type} needs it.`);
  }
}

/**
 * A deployment takes over the methods that there are when it is made: it has to come after all of them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
 */
function checkDeployment(deployment: Field, methods: Field[], needs: Needs, report: Report): void {
  const api = apiOf(deployment);
  if (api === undefined) return;
  const before = new Set([deployment.name]);
  for (const name of before) for (const { target } of needs.get(name) ?? []) before.add(target);
  const late = methods.filter(method => apiOf(method) === api && !before.has(method.name));
  const isMisspelt = [...before].some(name => !needs.has(name)); // which is reported already
  if (late.length === 0 || isMisspelt) return;
  const line = fieldOf(deployment.value, "DependsOn")?.line ?? deployment.line;
  const names = late.map(({ name }) => name).join(", ");
  report(line, `the deployment may be made before its methods: add ${names} to its "DependsOn".`);
}

/** The logical id of the REST API that a resource belongs to, if the template has it. */
function apiOf({ value }: Field): string | undefined {
  const id = valueAt(value, "Properties", "RestApiId");
  const call = id && functionIn(id);
  return call?.name === "Ref" ? textOf(call.value) : undefined;
}
