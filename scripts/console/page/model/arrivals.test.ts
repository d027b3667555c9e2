import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ListedExecution, Receiver } from "../../messages.ts";
import { arrivalOf, newestOfEach, type Occurrence, occurrencesOf } from "./arrivals.ts";

const test = suite("arrivals");

const execution = (arn: string, status: ListedExecution["status"]): ListedExecution => ({
  arn,
  name: arn,
  status,
  startedAt: 1_000,
  ...(status !== "RUNNING" && { stoppedAt: 5_000 }),
});

const told = (occurrences: Occurrence[]) =>
  occurrences.map(({ status, execution, at }) => `${execution.arn} ${status} ${at}`);

test("an execution was running, and may have ended", () => {
  assert.equal(told(occurrencesOf(execution("a", "RUNNING"))), ["a RUNNING 1000"]);
  assert.equal(told(occurrencesOf(execution("a", "ABORTED"))), ["a RUNNING 1000", "a ABORTED 5000"]);
});

test("for each status the newest execution counts", () => {
  const executions = [
    execution("new", "RUNNING"),
    execution("middle", "TIMED_OUT"),
    execution("old", "SUCCEEDED"),
    execution("oldest", "SUCCEEDED"),
  ];
  assert.equal(told(newestOfEach(executions)), [
    "new RUNNING 1000",
    "old SUCCEEDED 5000",
    "middle TIMED_OUT 5000",
  ]);
});

const [, end] = occurrencesOf(execution("a", "FAILED")) as [Occurrence, Occurrence];
const soon = 10_000;
const late = 1_000_000;

const cases: [what: string, Partial<Receiver>, since: number, now: number, arrival: string][] = [
  ["the status of the execution", { heard: { a: ["RUNNING", "FAILED"] } }, 0, late, "arrived"],
  ["another status", { heard: { a: ["RUNNING"] } }, 0, late, "missing"],
  ["another execution", { heard: { b: ["FAILED"] } }, 0, late, "missing"],
  ["nothing, and it is early", {}, 0, soon, "awaited"],
  ["nothing, and it can't be read", { problem: "It is gone." }, 0, soon, "missing"],
  ["nothing, and it is a queue", { forgets: true }, 0, late, "taken"],
  ["nothing, and it is a queue, and it is early", { forgets: true }, 0, soon, "awaited"],
  ["nothing, and it happened before anybody looked", {}, 6_000, late, "unknown"],
];

for (const [what, receiver, since, now, arrival] of cases)
  test(`a receiver that heard ${what}: ${arrival}`, () => {
    assert.is(arrivalOf({ name: "queue", heard: {}, ...receiver }, end, since, now), arrival);
  });

test.run();
