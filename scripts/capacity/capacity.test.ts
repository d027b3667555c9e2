import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Resource } from "../stack/template.ts";
import { capacityOf, classSize, courseCapacity, paceOf } from "./capacity.ts";
import { classMarkdown } from "./page.ts";
import prices from "./prices.json" with { type: "json" };
import quotas from "./quotas.json" with { type: "json" };
import { type CountedStack, countTransitions, countUse } from "./usage.ts";

function stack(Resources: Record<string, Resource>, definition?: object): CountedStack {
  const definitions: Record<string, string> = definition ? { "a.asl.json": JSON.stringify(definition) } : {};
  return {
    name: "sfw-learner-any",
    template: { Resources },
    definitions,
  };
}
const role = { Type: "AWS::IAM::Role" };
const api = { Type: "AWS::ApiGateway::RestApi" };
const stream = { Type: "AWS::Kinesis::Stream", Properties: { ShardCount: 3 } };

test("countUse counts stacks, resources, and what their properties say", () => {
  const stacks = [stack({ A: role, B: role, C: stream }), stack({ D: role })];
  assert.is(countUse(stacks, { stack: 1 }), 2);
  assert.is(countUse(stacks, { "AWS::IAM::Role": 1 }), 3);
  assert.is(countUse(stacks, { "AWS::Kinesis::Stream": "ShardCount" }), 3);
});

test("countTransitions counts the start and each state, in branches and in Map too", () => {
  const inner = { StartAt: "A", States: { A: {}, B: {} } };
  const machine = { States: { Both: { Branches: [inner, inner] }, Each: { ItemProcessor: inner } } };
  assert.is(countTransitions([stack({}, machine)]), 1 + 2 + 4 + 2);
});

test("capacityOf names the scarcest quota first", () => {
  const { rooms } = capacityOf("any", [stack({ A: role, B: role, C: role, D: api })]);
  assert.equal(rooms.slice(0, 2), [
    { quota: "IAM roles", use: 3, limit: 1000, learners: 333, raise: "to 10,000 in Service Quotas" },
    {
      quota: "Regional REST APIs",
      use: 1,
      limit: 600,
      learners: 600,
      raise: "not possible: use another region or account",
    },
  ]);
});

test("capacityOf adds what shards cost by the hour to what an execution costs", () => {
  assert.is(capacityOf("any", [stack({ A: stream })]).costPerHour, 3 * 0.015);
  const machine = { States: { A: {}, B: {} } };
  assert.is(capacityOf("any", [stack({}, machine)]).costPerHour.toFixed(6), (20 * 3 * 0.000025).toFixed(6));
});

/** Step 03 has eight direct targets, and a rule takes five: so each learner needs two of an account's 300 rules. */
const smallerClass: Record<string, number> = { "03-notifications": 150 };

test("each step by itself fits for a whole class into an account with AWS's default quotas", async () => {
  const { capacities } = await courseCapacity();
  for (const { part, rooms } of capacities.slice(0, -1)) {
    const [scarcest] = rooms;
    assert.ok(
      (scarcest?.learners ?? 0) >= (smallerClass[part] ?? classSize),
      `${part}: ${scarcest?.quota} for ${scarcest?.learners}`,
    );
  }
});

test("in step 03 rules run out first, then roles, and no other quota for 250 learners", async () => {
  const { capacities } = await courseCapacity();
  const rooms = capacities.find(({ part }) => part === "03-notifications")?.rooms ?? [];
  assert.equal(
    rooms.filter(({ learners }) => learners < 250).map(({ quota, learners }) => [quota, learners]),
    [
      ["EventBridge rules of the default bus", 150],
      ["IAM roles", 166],
    ],
  );
});

test("paceOf is that of the slowest calls", () => {
  assert.equal(paceOf([stack({ A: api })]), [
    { call: "CreateRestApi", minutes: 10 },
    { call: "DeleteRestApi", minutes: 100 },
  ]);
});

test("classMarkdown says whether a class fits, what stops it, how long it waits and what it costs", () => {
  const stacks = [stack({ A: role, B: role, C: role, D: api, E: stream })];
  const said = (learners: number) =>
    classMarkdown([capacityOf("all steps at once", stacks)], paceOf(stacks, learners), learners);
  assert.match(said(333), /^Yes: .* 333 learners with all steps up at once fit into/);
  assert.match(said(333), "The scarcest quota is that of IAM roles, which is enough for 333.");
  assert.not.match(said(333), "What stops them");
  assert.match(said(334), /^No: .* 334 learners .* do not fit/);
  assert.match(said(334), "| IAM roles | 1000 | 1002 | to 10,000 in Service Quotas |");
  assert.match(said(100), "They cost 4.51 USD an hour together");
  assert.match(said(30), "| `DeleteRestApi` | 15 |");
});

test("every figure has its date and the page that it is from", () => {
  const figures = [quotas.quotas, quotas.changes, quotas.looks, quotas.notes].flat();
  for (const { source } of [...figures, ...Object.values(prices.perHour), ...Object.values(prices.perUse)]) {
    assert.match(source, /^https:\/\/(docs\.)?aws\.amazon\.com\//);
  }
  for (const { date } of [quotas, prices]) assert.match(date, /^\d{4}-\d\d-\d\d$/);
});

test.run();
