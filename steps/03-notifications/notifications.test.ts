import { readFile } from "node:fs/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTemplate } from "../../scripts/stack/template.ts";

const read = async (folder: string) =>
  readTemplate(await readFile(new URL(`../${folder}/template.yaml`, import.meta.url), "utf8")).Resources;
const resources = await read("03-notifications");
const rules = Object.values(resources).filter(({ Type }) => Type === "AWS::Events::Rule");

test("the one rule listens only to the step's own state machine", () => {
  assert.is(rules.length, 1);
  const pattern = rules[0]?.Properties?.EventPattern as { detail: object } | undefined;
  assert.equal(pattern?.detail, {
    stateMachineArn: [{ Ref: "StateMachine" }],
    status: ["ABORTED", "FAILED", "RUNNING", "SUCCEEDED", "TIMED_OUT"],
  });
});

test("the role trusts the rule that uses it", () => {
  assert.equal(resources.StatusRule?.Properties?.Name, { Ref: "AWS::StackName" });
  const role = JSON.stringify(resources.TargetsRole?.Properties?.AssumeRolePolicyDocument);
  assert.match(role, ':rule/${AWS::StackName}"');
});

test("the step keeps what step 01 has, and adds to it", async () => {
  for (const [logicalId, { Type }] of Object.entries(await read("01-starter"))) {
    assert.is(resources[logicalId]?.Type, Type, logicalId);
  }
});

test.run();
