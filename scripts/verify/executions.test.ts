import { readFileSync } from "node:fs";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Execution } from "../execution/follow.ts";
import { abortOf, askedBy, attemptsIn, waitedFor } from "./executions.ts";
import { Missing } from "./lesson.ts";

const test = suite("executions");

/** An execution with a history of scripts/execution/histories, or with one of its own. */
function execution(history: string | object[]): Execution {
  const file = (name: string) => new URL(`../execution/histories/${name}.json`, import.meta.url);
  const events = typeof history === "string" ? JSON.parse(readFileSync(file(history), "utf8")) : history;
  return { events: events as HistoryEvent[] } as Execution;
}

let id = 0;
const entered = (name: string, previousEventId: number) => ({
  id: ++id,
  previousEventId,
  type: "TaskStateEntered",
  stateEnteredEventDetails: { name },
});
const exited = (name: string) => ({
  id: ++id,
  previousEventId: id - 1,
  type: "TaskStateExited",
  stateExitedEventDetails: { name },
});

test("branches do not wait for each other", () => {
  const run = execution("parallel-succeeded");
  assert.not.ok(waitedFor(run, "Left", "Right"));
  assert.not.ok(waitedFor(run, "Right", "Left"));
  assert.ok(waitedFor(run, "Done", "Both"));
  assert.not.ok(waitedFor(run, "Both", "Done"));
});

test("nor where AWS gets to one only after the other has ended", () => {
  id = 1;
  const start = { id, previousEventId: 0, type: "ParallelStateStarted" };
  const run = execution([start, entered("Left", 1), exited("Left"), entered("Right", 1), exited("Right")]);
  assert.not.ok(waitedFor(run, "Right", "Left"));
});

test("a state after another one has waited for it, and for those before", () => {
  id = 0;
  const run = execution([entered("A", 0), exited("A"), entered("B", 2), exited("B"), entered("C", 4)]);
  assert.equal(
    [waitedFor(run, "B", "A"), waitedFor(run, "C", "A"), waitedFor(run, "A", "C")],
    [true, true, false],
  );
  assert.throws(
    () => waitedFor(run, "D", "A"),
    (error: Error) => error instanceof Missing,
  );
});

test("what a task asked for is in its history, by the links, where the target tells it", () => {
  const run = execution([
    { id: 2, previousEventId: 1, type: "TaskStateEntered", stateEnteredEventDetails: { name: "Left" } },
    { id: 3, previousEventId: 1, type: "TaskStateEntered", stateEnteredEventDetails: { name: "Right" } },
    {
      id: 4,
      previousEventId: 3,
      type: "TaskScheduled",
      taskScheduledEventDetails: { parameters: '{"a":1}' },
    },
    {
      id: 5,
      previousEventId: 2,
      type: "LambdaFunctionScheduled",
      lambdaFunctionScheduledEventDetails: { input: '{"b":2}' },
    },
    { id: 6, previousEventId: 5, type: "TaskStateEntered", stateEnteredEventDetails: { name: "Silent" } },
    { id: 7, previousEventId: 6, type: "TaskScheduled", taskScheduledEventDetails: {} },
    { id: 8, previousEventId: 7, type: "PassStateEntered", stateEnteredEventDetails: { name: "Idle" } },
  ]);
  assert.equal(
    [askedBy(run, "Right"), askedBy(run, "Left"), askedBy(run, "Silent")],
    [{ a: 1 }, { b: 2 }, undefined],
  );
  for (const [state, message] of [
    ["Idle", 'The state "Idle" calls nothing.'],
    ["Nowhere", 'The execution did not enter the state "Nowhere".'],
  ] as const)
    assert.throws(
      () => askedBy(run, state),
      (error: Error) => error instanceof Missing && error.message === message,
    );
});

test("the tries of all visits to a state count", () => {
  const visits = [
    { name: "Store", attempts: 3 },
    { name: "Else", attempts: 1 },
    { name: "Store", attempts: 3 },
  ];
  const run = { visits } as Execution;
  assert.is(attemptsIn(run, "Store"), 6);
  assert.throws(
    () => attemptsIn(run, "Nowhere"),
    (error: Error) => error instanceof Missing,
  );
});

test("what an execution was stopped with is in its history", () => {
  assert.equal(abortOf(execution("aborted")), { error: "Workshop.Stopped", cause: "x" });
  assert.is(abortOf(execution("parallel-succeeded")), undefined);
});

test.run();
