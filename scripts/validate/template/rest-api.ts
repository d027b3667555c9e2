import type { Report } from "../problem.ts";
import { didYouMean } from "../spelling.ts";
import { type Field, fieldOf, fieldsOf, itemsOf, shown, type Tree, textOf, valueAt } from "../tree.ts";
import { functionIn } from "./functions.ts";
import type { Needs } from "./references.ts";

/** Looks at what the resources of a REST API ask of each other, and at what only API Gateway knows. */
export function checkRestApis(template: Tree, needs: Needs, report: Report): void {
  const resources = fieldsOf(valueAt(template, "Resources"));
  const ofType = (type: string) =>
    resources.filter(({ value }) => textOf(valueAt(value, "Type")) === `AWS::ApiGateway::${type}`);
  for (const resource of resources) checkReferences(resource, template, report);
  for (const model of ofType("Model"))
    checkModel(fieldOf(valueAt(model.value, "Properties"), "Schema"), report);
  const methods = ofType("Method");
  for (const method of methods) checkIntegration(method, report);
  for (const deployment of ofType("Deployment")) checkDeployment(deployment, methods, needs, report);
}

/** The properties that take the id of a part of an API, and its type. */
const parts: Record<string, string> = {
  DeploymentId: "Deployment",
  KeyId: "ApiKey",
  ParentId: "Resource",
  RequestValidatorId: "RequestValidator",
  ResourceId: "Resource",
  RestApiId: "RestApi",
  UsagePlanId: "UsagePlan",
};

function checkReferences({ value }: Field, template: Tree, report: Report): void {
  if (!textOf(valueAt(value, "Type"))?.startsWith("AWS::ApiGateway::")) return;
  for (const { name, line, value: id } of fieldsOf(valueAt(value, "Properties"))) {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    const call = functionIn(id);
    const target = call?.name === "Ref" ? (textOf(call.value) ?? "") : "";
    const type = textOf(valueAt(template, "Resources", target, "Type"));
    if (!part || !type || type === `AWS::ApiGateway::${part}`) continue;
    const root = part === "Resource" && type.endsWith("::RestApi");
    const advice = root ? `: write !GetAtt ${target}.RootResourceId.` : ".";
    report(line, `"${name}" takes an AWS::ApiGateway::${part}, and ${target} is an ${type}${advice}`);
  }
}

const jsonTypes = ["array", "boolean", "integer", "null", "number", "object", "string"];

/** The types in a model's JSON Schema. https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html */
function checkModel(schema: Field | undefined, report: Report): void {
  for (const field of fieldsOf(schema?.value)) {
    const { name, line, value } = field;
    if (name === "properties") for (const property of fieldsOf(value)) checkModel(property, report);
    if (name === "items" || name === "additionalProperties") checkModel(field, report);
    for (const type of name === "type" ? [value, ...itemsOf(value)] : []) {
      const found = textOf(type);
      if (found !== undefined && !jsonTypes.includes(found))
        report(
          line,
          `"type" can't be ${shown(type)}${didYouMean(found, jsonTypes, `; write ${jsonTypes.join(" or ")}.`)}`,
        );
    }
  }
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
