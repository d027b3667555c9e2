import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readHistory as history, historyNames } from "../dev/testing/histories.ts";
import { type StateVisit, stateVisits } from "./visits.ts";

const test = suite("visits");

/** The same events as an engine writes them that does not link them. */
const unlinked = (events: HistoryEvent[]) => events.map(({ previousEventId: _, ...event }) => event);

const summary = ({ name, type, status, attempts, error, from }: StateVisit) =>
  [
    `${type} ${name}: ${status}`,
    ...(attempts > 0 ? [`tried ${attempts}`] : []),
    ...(error ? [error.error] : []),
    ...(from ? [`from ${from}`] : []),
  ].join(", ");

const expected: Record<string, string[]> = {
  "lambda-arn-retried": ["Task Hello: succeeded, tried 3, States.Timeout"],
  "caught-then-fail": [
    "Task Find Tweet: caught, tried 1, NoTweetFound",
    "Fail No Tweet Found: failed, from Find Tweet",
  ],
  "task-failed": [
    "Pass Prepare: succeeded",
    "Task Message: failed, tried 1, SNS.InvalidParameterException, from Prepare",
  ],
  "submit-failed": ["Task Ask: failed, tried 1, SQS.QueueDoesNotExistException"],
  "timed-out": ["Pass Start: succeeded", "Wait Wait: stopped, from Start"],
  aborted: ["Task Hello: stopped, tried 1"],
  "loop-running": [
    "Wait Wait: succeeded",
    "Choice Again?: succeeded, from Wait",
    "Wait Wait: running, from Again?",
  ],
};

for (const [name, visits] of Object.entries(expected)) {
  test(name, () => assert.equal(stateVisits(history(name)).map(summary), visits));
  test(`${name}, by an engine that does not link events`, () =>
    assert.equal(stateVisits(unlinked(history(name))).map(summary), visits));
}

const expectedInside: Record<string, string[]> = {
  "parallel-caught": [
    "Parallel Both: caught, tried 1",
    "Task Work: failed, tried 1, Oops",
    "Pass Before: succeeded",
    "Wait Rest: stopped, from Before",
    "Pass Recover: succeeded, from Both",
  ],
  "nested-parallel-failed": [
    "Parallel Outer: failed, tried 1",
    "Parallel Inner: failed, tried 1",
    "Task Work: failed, tried 1, Oops",
    "Wait Rest: stopped",
  ],
  "parallel-succeeded": [
    "Parallel Both: succeeded, tried 1",
    "Pass Left: succeeded",
    "Pass Right: succeeded",
    "Succeed Done: succeeded, from Both",
  ],
  "map-failed": [
    "Map Each: failed, tried 1",
    "Task Work: failed, tried 1, Oops",
    "Task Work: stopped, tried 1",
  ],
  "map-in-turn": ["Map Each: succeeded, tried 1", "Pass Item: succeeded", "Pass Item: succeeded"],
};

for (const [name, visits] of Object.entries(expectedInside)) {
  test(name, () => assert.equal(stateVisits(history(name)).map(summary), visits));
}

test("a failure inside two Parallel states belongs to both: the Catch of the outer one takes it over", () => {
  const [ended, ...before] = history("nested-parallel-failed").reverse();
  const exited = {
    ...ended,
    type: "ParallelStateExited",
    executionFailedEventDetails: undefined,
    stateExitedEventDetails: { name: "Outer", output: "{}" },
  } as HistoryEvent;
  assert.equal(stateVisits([...before.reverse(), exited]).map(summary), [
    "Parallel Outer: caught, tried 1",
    "Parallel Inner: failed, tried 1",
    "Task Work: failed, tried 1, Oops",
    "Wait Rest: stopped",
  ]);
});

test("a visit has its times, input and output", () => {
  const [visit] = stateVisits(history("lambda-arn-retried"));
  assert.equal(visit?.enteredAt, new Date("2026-01-01T00:00:00.000Z"));
  assert.equal(visit?.exitedAt, new Date("2026-01-01T00:00:07.000Z"));
  assert.equal([visit?.input, visit?.output], [{ n: 1 }, { n: 1, greeting: "Hello" }]);
});

test("iterations side by side keep their own input and error", () => {
  const [, first, second] = stateVisits(history("map-failed"));
  assert.equal([first?.input, first?.error], [1, { error: "Oops", cause: "item 1" }]);
  assert.equal([second?.input, second?.error], [2, undefined]);
});

test("every beginning of a history can be read: that is what an execution looks like while it runs", () => {
  for (const name of historyNames) {
    const events = history(name);
    let before: StateVisit[] = [];
    for (let length = 1; length <= events.length; length++) {
      const now = stateVisits(events.slice(0, length));
      assert.equal(
        now.slice(0, before.length).map(visit => [visit.name, visit.enteredAt]),
        before.map(visit => [visit.name, visit.enteredAt]),
        `${name}: a visit stays where it is`,
      );
      const ended = /^Execution[^S]|^ExecutionSucceeded/.test(events[length - 1]?.type ?? "");
      assert.is(now.some(({ status }) => status === "running") && ended, false, `${name}: an end ends all`);
      before = now;
    }
  }
});

test("text that is not JSON stays as it is", () => {
  const events = history("timed-out");
  const [entered] = events.flatMap(event => event.stateEnteredEventDetails ?? []);
  if (entered) entered.input = '{"shortened":';
  assert.is(stateVisits(events)[0]?.input, '{"shortened":');
});

test.run();
