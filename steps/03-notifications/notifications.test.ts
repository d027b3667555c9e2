import { readFile } from "node:fs/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTemplate } from "../../scripts/stack/template.ts";

const read = async (folder: string) =>
  readTemplate(await readFile(new URL(`../${folder}/template.yaml`, import.meta.url), "utf8")).Resources;
const resources = await read("03-notifications");
const rules = Object.values(resources).filter(({ Type }) => Type === "AWS::Events::Rule");

test("both rules listen to the same events, and only to the step's own state machine", () => {
  const patterns = rules.map(({ Properties }) => Properties?.EventPattern as { detail: object });
  assert.is(patterns.length, 2);
  assert.equal(patterns[0], patterns[1]);
  assert.equal(patterns[0]?.detail, {
    stateMachineArn: [{ Ref: "StateMachine" }],
    status: ["ABORTED", "FAILED", "RUNNING", "SUCCEEDED", "TIMED_OUT"],
  });
});

test("the role trusts the rule that uses it", () => {
  const name = resources.TargetsWithRoleRule?.Properties?.Name as { "Fn::Sub": string };
  const role = JSON.stringify(resources.TargetsRole?.Properties?.AssumeRolePolicyDocument);
  assert.ok(role.includes(`:rule/${name["Fn::Sub"]}"`));
});

test("the step keeps what step 01 has, and adds to it", async () => {
  for (const [logicalId, { Type }] of Object.entries(await read("01-starter"))) {
    assert.is(resources[logicalId]?.Type, Type, logicalId);
  }
});

test.run();
