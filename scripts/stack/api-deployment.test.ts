import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseDocument } from "yaml";
import { renewApiDeployments } from "./api-deployment.ts";
import { templateIn } from "./template.ts";

const template = `
Resources:
  Hello: # a comment
    Type: AWS::ApiGateway::Method
    Properties: { HttpMethod: GET, RestApiId: !Ref Api }
  Function:
    Type: AWS::Lambda::Function
    Properties: { MemorySize: 128 }
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [Hello]
    Properties: { RestApiId: !Ref Api }
  Stage:
    Type: AWS::ApiGateway::Stage
    DependsOn: Deployment
    Properties: { DeploymentId: !Ref Deployment }
`;

function renewed(text = template): string {
  const document = parseDocument(text, { logLevel: "error" });
  renewApiDeployments(document, templateIn(document));
  return String(document);
}

const idOf = (text: string) => /^ {2}(Deployment\w*):$/m.exec(renewed(text))?.[1];

const test = suite("deployments of REST APIs");

test("the hash is in the logical id and wherever that is referred to", () => {
  const id = idOf(template);
  assert.match(id ?? "", /^Deployment[0-9a-f]{10}$/);
  assert.match(renewed(), `DependsOn: ${id}\n`);
  assert.match(renewed(), `DeploymentId: !Ref ${id} }`);
  assert.is(
    renewed()
      .replaceAll(id ?? "", "Deployment")
      .replaceAll(/\s+/g, ""),
    template.replaceAll(/\s+/g, ""),
  );
});

test("an unchanged API keeps it, whatever else changes", () => {
  assert.is(idOf(template.replace("MemorySize: 128", "MemorySize: 256")), idOf(template));
  assert.is(idOf(template.replace("# a comment", "# another one")), idOf(template));
});

test("a changed method gets another", () => {
  assert.is.not(idOf(template.replace("HttpMethod: GET", "HttpMethod: PUT")), idOf(template));
});

test("one that waits for another method gets another", () => {
  assert.is.not(idOf(template.replace("DependsOn: [Hello]", "DependsOn: [Hello, Other]")), idOf(template));
});

test("a template without an API stays as it is", () => {
  const plain = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n";
  assert.is(renewed(plain), plain);
});

test.run();
