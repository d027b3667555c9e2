import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { historyNames, readHistory } from "../dev/testing/histories.ts";
import { openWalk, type Visit } from "./walk.ts";

const test = suite("walk");

function walkOf(events: HistoryEvent[]) {
  const walk = openWalk();
  walk.add(events);
  return walk;
}

const start = Date.parse("2026-01-01T00:00:00Z");
const ms = (time: Date | undefined) => (time ? time.getTime() - start : "-");

/** A visit as a line: its tries, each from when to when, and what became of it. */
const line = ({ name, status, tries, error }: Visit) =>
  [
    `${name} ${status}`,
    ...tries.map(({ startedAt, endedAt, error }) =>
      `${ms(startedAt)} to ${ms(endedAt)} ${error?.error ?? ""}`.trimEnd(),
    ),
    ...(error ? [error.error] : []),
  ].join(", ");

const expected: Record<string, string[]> = {
  "lambda-arn-retried": [
    "Hello succeeded, 100 to 500 Lambda.TooManyRequestsException, 1500 to 4600 States.Timeout, 6600 to 7000, States.Timeout",
  ],
  "callback-answered": ["Ask succeeded, 0 to 9000"],
  "heartbeat-missed": ["Ask failed, 0 to 5150 States.Timeout, States.Timeout"],
  "activity-failed": ["Stamp failed, 0 to 3000 NoInk, NoInk"],
  "child-succeeded": ["Child succeeded, 0 to 4000"],
  "map-run-failed": [
    "Each failed, 0 to 6000 States.ExceedToleratedFailureThreshold, States.ExceedToleratedFailureThreshold",
  ],
  "expression-failed": ["Begin succeeded", "Prepare failed, States.QueryEvaluationError"],
  aborted: ["Hello stopped, 100 to -"],
};

for (const [name, lines] of Object.entries(expected)) {
  test(name, () => assert.equal(walkOf(readHistory(name)).visits.map(line), lines));
}

test("a loop is a visit after the other, each with the one that led there", () => {
  const { visits } = walkOf(readHistory("choice-loop"));
  assert.equal(
    visits.map(({ name, previous }) => [name, previous]),
    [
      ["Count", undefined],
      ["More?", 0],
      ["Count", 1],
      ["More?", 2],
      ["Done", 3],
    ],
  );
});

test("visits inside a Map state know their iteration, in each try of the state", () => {
  const { visits } = walkOf(readHistory("map-retried"));
  const [each, ...inside] = visits;
  assert.equal(line(each as Visit), "Each succeeded, 0 to 500, 2500 to 3200");
  assert.ok(inside.every(({ parent }) => parent === 0));
  const tryOf = ["Before 0", "Work 0", "Before 1", "Work 1", "Before 2", "Work 2"];
  assert.equal(
    inside.map(({ name, iteration }) => `${name} ${iteration}`),
    [...tryOf, ...tryOf],
  );
  assert.equal(
    inside.filter(({ name }) => name === "Work").map(({ status, error }) => error?.error ?? status),
    ["stopped", "Oops", "stopped", "succeeded", "succeeded", "succeeded"],
  );
});

test("an expression of the first state may fail, too", () => {
  const [started, , , entered, failed, ended] = readHistory("expression-failed");
  const events = [started, entered, failed, ended].map((event, index) => {
    const previousEventId = index < 3 ? 0 : index;
    return { ...event, id: index + 1, previousEventId } as HistoryEvent;
  });
  assert.equal(walkOf(events).visits.map(line), ["Prepare failed, States.QueryEvaluationError"]);
});

test("iterations are told by their indexes, those of the last try", () => {
  const events = readHistory("map-retried");
  const ended = (events: HistoryEvent[]) =>
    walkOf(events).visits[0]?.iterations?.map(({ status, endedAt }) => `${status} ${ms(endedAt)}`);
  assert.equal(ended(events), ["succeeded 2900", "succeeded 3000", "succeeded 3100"]);
  const failed = events.findIndex(({ type }) => type === "MapStateFailed");
  assert.equal(ended(events.slice(0, failed + 1)), ["stopped 500", "failed 500", "stopped 500"]);
});

test("iterations of a Map state that is stopped with the execution are stopped", () => {
  const events = readHistory("map-retried").slice(0, 12);
  const id = events.length + 1;
  const aborted: HistoryEvent = {
    id,
    previousEventId: 0,
    type: "ExecutionAborted",
    timestamp: new Date(start),
  };
  const [each] = walkOf([...events, aborted]).visits;
  assert.equal(
    each?.iterations?.map(({ status }) => status),
    ["stopped", "stopped"],
  );
});

test("each event leads to its visit", () => {
  const events = readHistory("map-retried");
  const walk = walkOf(events);
  for (const { id = 0, type, stateEnteredEventDetails, stateExitedEventDetails } of events) {
    const visit = walk.visits[walk.visitOf(id) ?? -1];
    const name = stateEnteredEventDetails?.name ?? stateExitedEventDetails?.name;
    const isAround = type?.startsWith("Execution");
    const wanted = isAround ? undefined : (name ?? (type?.startsWith("Map") ? "Each" : "Work"));
    assert.is(visit?.name, wanted, `${id} ${type}`);
  }
});

test("a walk that goes on as events come ends like one along all of them", () => {
  for (const name of historyNames) {
    const events = readHistory(name);
    const inTurn = openWalk();
    for (const event of events) inTurn.add([event]);
    assert.equal(inTurn.visits, walkOf(events).visits, name);
  }
});

test("25,000 events are walked along in a moment", () => {
  // The quota of an execution. A machine that is busy may take ten times the 60 ms that this takes.
  const events: HistoryEvent[] = [];
  for (let id = 1; id <= 25_000; id += 2) {
    const timestamp = new Date(start + id);
    const name = `State ${id % 7}`;
    events.push(
      {
        id,
        previousEventId: id - 1,
        timestamp,
        type: "PassStateEntered",
        stateEnteredEventDetails: { name },
      },
      {
        id: id + 1,
        previousEventId: id,
        timestamp,
        type: "PassStateExited",
        stateExitedEventDetails: { name },
      },
    );
  }
  const began = performance.now();
  assert.is(walkOf(events).visits.length, 12_500);
  assert.ok(performance.now() - began < 1_000, `${performance.now() - began} ms`);
});

test.run();
