import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseDocument } from "yaml";
import { UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import { compileTemplate } from "./compile.ts";
import { addPermissionsBoundary, permissionsBoundary } from "./permissions-boundary.ts";
import { readTemplate } from "./template.ts";

const arn = "arn:aws:iam::123456789012:policy/workshop-step-roles";

test("every role gets the boundary, and nothing else changes", () => {
  const template = parseDocument(`Resources:
  Role: { Type: AWS::IAM::Role, Properties: { Path: / } }
  Bare: { Type: AWS::IAM::Role }
  Queue: { Type: AWS::SQS::Queue }
`);
  addPermissionsBoundary(template, arn);
  assert.equal(template.toJSON().Resources, {
    Role: { Type: "AWS::IAM::Role", Properties: { Path: "/", PermissionsBoundary: arn } },
    Bare: { Type: "AWS::IAM::Role", Properties: { PermissionsBoundary: arn } },
    Queue: { Type: "AWS::SQS::Queue" },
  });
});

test("compiled templates carry it where the environment names one", async () => {
  const boundaries = async () => {
    const { body } = await compileTemplate(path.join(root, "steps", "01-starter", "template.yaml"));
    const roles = Object.values(readTemplate(body).Resources).filter(({ Type }) => Type === "AWS::IAM::Role");
    return roles.map(({ Properties }) => Properties?.PermissionsBoundary);
  };
  assert.equal(await boundaries(), [undefined, undefined]);
  process.env.WORKSHOP_PERMISSIONS_BOUNDARY = arn;
  assert.equal(await boundaries(), [arn, arn]);
  delete process.env.WORKSHOP_PERMISSIONS_BOUNDARY;
});

test("what is not the ARN of a policy is refused", () => {
  assert.is(permissionsBoundary(""), undefined);
  assert.is(
    permissionsBoundary("arn:aws:iam::aws:policy/ReadOnlyAccess"),
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
  );
  for (const wrong of [
    "workshop-step-roles",
    "arn:aws:iam::123456789012:role/x",
    "arn:aws:iam::1:policy/x",
  ]) {
    assert.throws(
      () => permissionsBoundary(wrong),
      (error: Error) => error instanceof UserError,
    );
  }
});

test.run();
