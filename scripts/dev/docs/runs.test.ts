import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RecordedRun } from "../../site/recorded-runs.ts";
import { renewed } from "./runs.ts";

const test = suite("runs");

const run = (
  recorded: string,
  checks: string[],
  ...states: [name: string, exited: number][]
): RecordedRun => ({
  title: "Run",
  recorded,
  checks,
  visits: states.map(([name, exited]) => ({
    name,
    type: "Task",
    attempts: 1,
    status: "succeeded",
    entered: 0,
    exited,
  })),
});

test("a run through the same states keeps its times, from which costs are counted, and gets the new checks", () => {
  const before = run("2026-01-01", ["a"], ["Write", 200], ["Store", 100]);
  const warm = run("2026-02-02", ["a", "b"], ["Store", 10], ["Write", 20]);
  assert.equal(renewed(before, warm), { ...before, checks: ["a", "b"] });
});

test("a run through other states is kept as it is, and so is the first one", () => {
  const now = run("2026-02-02", ["a"], ["Write", 20]);
  assert.equal(renewed(run("2026-01-01", ["a"], ["Write", 200], ["Store", 100]), now), now);
  assert.equal(renewed(undefined, now), now);
});

test.run();
