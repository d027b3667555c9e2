import { suite } from "uvu";
import * as assert from "uvu/assert";
import { historyNames, readHistory } from "../../../dev/testing/histories.ts";
import { graphOf } from "../../../execution/graph.ts";
import { layoutOf } from "../../../execution/layout.ts";
import { openWalk, type Visit } from "../../../execution/walk.ts";
import type { EventJson, ExecutionState, Machine } from "../../messages.ts";
import { executionModel } from "./execution-model.ts";
import { groupsOf } from "./groups.ts";
import { machineTitle } from "./machine-title.ts";
import { startedBy } from "./started.ts";
import { waitEnd } from "./wait-end.ts";

const test = suite("model");

const told = (name: string): EventJson[] =>
  readHistory(name).map(event => ({ ...event, timestamp: event.timestamp?.getTime() ?? 0 }));

const arnIn = (name: string, pattern: RegExp) => pattern.exec(JSON.stringify(told(name)))?.[0] ?? "none";

const definition = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "Before",
        States: { Before: { Type: "Pass", Next: "Work" }, Work: { Type: "Task", End: true } },
      },
      End: true,
    },
  },
} as const;

const info = (status: ExecutionState["status"]): ExecutionState => ({
  arn: "a",
  name: "n",
  machineArn: "m",
  machineName: "m",
  status,
  startedAt: 0,
  definition: JSON.stringify(definition),
  layout: layoutOf(graphOf(definition)),
});

test("events that come twice count once, in whatever batches they come", () => {
  const events = told("map-retried");
  const model = executionModel("t");
  model.describe(info("SUCCEEDED"));
  model.add(events.slice(0, 10), false);
  model.add(events.slice(0, 20), false);
  model.add(events.slice(15), true);
  assert.is(model.events.length, events.length);
  const walk = openWalk();
  walk.add(readHistory("map-retried"));
  assert.equal(model.visits, walk.visits);
});

test("each event of each history leads to a visit that has it", () => {
  for (const name of historyNames) {
    const model = executionModel("t");
    model.add(told(name), true);
    for (const [index] of model.visits.entries())
      assert.ok(
        model.eventsOf(index).some(({ stateEnteredEventDetails }) => stateEnteredEventDetails),
        name,
      );
  }
});

test("one iteration alone is coloured by what happened in it", () => {
  const model = executionModel("t");
  model.describe(info("FAILED"));
  model.add(told("map-failed"), true);
  const work = (shown: Map<number, number>) => model.graph(shown)?.nodes[0]?.inner[0]?.nodes[1]?.status;
  assert.equal(
    [work(new Map()), work(new Map([[0, 0]])), work(new Map([[0, 1]]))],
    ["failed", "failed", "stopped"],
  );
});

test("why it failed is known when it is over, and names the state", () => {
  const model = executionModel("t");
  model.describe(info("RUNNING"));
  model.add(told("map-failed"), true);
  assert.is(model.failure(), undefined);
  model.describe(info("FAILED"));
  assert.equal([model.failure()?.state, model.failure()?.error], ["Work", "Oops"]);
});

test("what a state has started is known by its events", () => {
  assert.equal(startedBy(told("child-succeeded")), {
    executions: [arnIn("child-succeeded", /arn:[^"\\\\]*:execution:[^"\\\\]*/)],
    mapRuns: [],
  });
  assert.equal(startedBy(told("map-run-failed")), {
    executions: [],
    mapRuns: [arnIn("map-run-failed", /arn:[^"]*:mapRun:[^"]*/)],
  });
  assert.equal(startedBy(told("callback-answered")), { executions: [], mapRuns: [] });
});

test("a Wait knows when it ends", () => {
  const visit = {
    enteredAt: new Date(1_000),
    input: { delay: 5, at: "1970-01-01T00:01:00Z", order: { delay: 7 } },
  };
  const end = (state: object) => waitEnd({ Type: "Wait", ...state }, visit as unknown as Visit);
  assert.equal(
    [
      end({ Seconds: 10 }),
      end({ SecondsPath: "$.delay" }),
      end({ SecondsPath: "$.order.delay" }),
      end({ TimestampPath: "$.at" }),
      end({ Timestamp: "1970-01-01T00:00:30Z" }),
      end({ SecondsPath: "$.list[0]" }),
      end({ Seconds: "{% $states.input.delay %}" }),
    ],
    [11_000, 6_000, 8_000, 60_000, 30_000, undefined, undefined],
  );
  assert.is(waitEnd({ Type: "Pass" }, visit as unknown as Visit), undefined);
});

const machine = (name: string, learner?: string, logicalId = "StateMachine"): Machine => ({
  arn: name,
  name,
  type: "STANDARD",
  createdAt: 0,
  ...(learner && { stack: { name: `stack-${name}`, step: name.slice(0, 2), learner, logicalId } }),
});

test("the learner's own state machines come first, each step's own before what is beside it", () => {
  const machines = [
    machine("free"),
    machine("03-audit", "ada", "AuditStateMachine"),
    machine("04", "ada"),
    machine("01", "bob"),
    machine("03", "ada"),
  ];
  assert.equal(
    groupsOf(machines, "ada").map(({ title, machines }) => [title, machines.map(machineTitle)]),
    [
      ["Your state machines", ["03", "03, Audit", "04"]],
      ["State machines of bob", ["01"]],
      ["Other state machines", ["free"]],
    ],
  );
});

test.run();
