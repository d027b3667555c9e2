import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTemplate } from "../../scripts/stack/template.ts";

const read = async (folder: string) =>
  readTemplate(await readFile(new URL(`../${folder}/template.yaml`, import.meta.url), "utf8")).Resources;
const resources = await read("03-notifications");
const rules = Object.values(resources)
  .filter(({ Type }) => Type === "AWS::Events::Rule")
  .map(({ Properties }) => Properties as { EventPattern: { detail: object }; Targets: object[] });

test("two rules with one pattern listen only to the step's own state machine, the one's five targets and the other's three", () => {
  const [first, second] = rules;
  assert.equal(first?.EventPattern.detail, {
    stateMachineArn: [{ Ref: "StateMachine" }],
    status: ["ABORTED", "FAILED", "RUNNING", "SUCCEEDED", "TIMED_OUT"],
  });
  assert.equal(second?.EventPattern, first?.EventPattern);
  assert.equal(
    rules.map(({ Targets }) => Targets.length),
    [5, 3],
  );
});

test("an account has room for 150 learners: two of its 300 rules and at most six of its 1,000 roles for each", () => {
  const roles = Object.values(resources).filter(({ Type }) => Type === "AWS::IAM::Role");
  assert.is(rules.length, 2);
  assert.ok(roles.length <= 6, `${roles.length} roles`);
});

test("the challenge's template has a third rule, what it needs, and nothing else that the step's has not", async () => {
  const solved = await read("03-notifications/challenge");
  const others = Object.entries(solved).filter(
    ([id, resource]) => !isDeepStrictEqual(resource, resources[id]),
  );
  assert.equal(others.map(([id]) => id).sort(), [
    "AlarmQueue",
    "AlarmQueuePolicy",
    "AlarmRule",
    "DeadLetterQueuePolicy", // lets in three rules
  ]);
  assert.equal(
    Object.keys(resources).filter(id => !solved[id]),
    [],
  );
});

test("the step keeps what step 01 has, and adds to it", async () => {
  for (const [logicalId, { Type }] of Object.entries(await read("01-starter"))) {
    assert.is(resources[logicalId]?.Type, Type, logicalId);
  }
});

test.run();
