import { createHash } from "node:crypto";
import { type Document, isScalar, visit } from "yaml";
import type { Template } from "./template.ts";

/** What makes a snapshot of a REST API another one; for a deployment says what has to be there before it is taken. */
const snapshotTypes = [
  "RestApi", "Resource", "Method", "Model", "RequestValidator", "GatewayResponse", "Deployment",
].map(name => `AWS::ApiGateway::${name}`); // biome-ignore format: a list to scan, not a column

/**
 * Adds to the logical id of each REST API deployment in a template (given as YAML and as data), and to what refers to it, a hash of the APIs:
 * `ApiDeployment` becomes `ApiDeployment3f8a2c91d0`. So a changed API gets a new deployment, while CloudFormation would
 * leave an unchanged deployment as it is, and the stage would serve the old API.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
 */
export function renewApiDeployments(document: Document, { Resources }: Template): void {
  const resources = Object.entries(Resources);
  const deployments = resources.filter(([, { Type }]) => Type === "AWS::ApiGateway::Deployment");
  const names = new Set(deployments.map(([logicalId]) => logicalId));
  const snapshot = resources.filter(([, { Type }]) => snapshotTypes.includes(Type));
  // Ten digits: two versions of an API that get the same ones are not to be expected.
  const hash = createHash("sha256").update(JSON.stringify(snapshot)).digest("hex").slice(0, 10);
  visit(document, {
    Scalar(_, node) {
      if (isScalar<string>(node) && names.has(node.value)) node.value += hash;
    },
  });
}
