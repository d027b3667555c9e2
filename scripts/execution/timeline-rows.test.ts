import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readHistory } from "../dev/testing/histories.ts";
import { timelineRows } from "./timeline-rows.ts";
import { openWalk, type Visit } from "./walk.ts";

const test = suite("timeline rows");

function visitsOf(name: string): Visit[] {
  const walk = openWalk();
  walk.add(readHistory(name));
  return walk.visits;
}

const lines = (visits: Visit[], ...toggled: string[]) =>
  timelineRows(visits, new Set(toggled)).map(row => {
    const margin = "  ".repeat(row.depth);
    return row.kind === "visit" ? `${margin}${visits[row.visit]?.name}` : `${margin}#${row.index}`;
  });

test("branches stand one after the other below their Parallel state", () => {
  assert.equal(lines(visitsOf("parallel-caught")), ["Both", "  Work", "  Before", "  Rest", "Recover"]);
  assert.equal(lines(visitsOf("nested-parallel-failed")), ["Outer", "  Inner", "    Work", "  Rest"]);
});

test("branches come in the order of the definition", () => {
  const rows = timelineRows(visitsOf("parallel-caught"), new Set(), [
    "Both",
    "Before",
    "Rest",
    "Work",
    "Recover",
  ]);
  const names = rows.map(row => row.kind === "visit" && visitsOf("parallel-caught")[row.visit]?.name);
  assert.equal(names, ["Both", "Before", "Rest", "Work", "Recover"]);
});

test("a Parallel state can be closed", () => {
  assert.equal(lines(visitsOf("parallel-caught"), "visit 0"), ["Both", "Recover"]);
});

test("iterations stand below their Map state, in order, and open one by one", () => {
  const visits = visitsOf("map-retried");
  assert.equal(lines(visits), ["Each", "  #0", "  #1", "  #2"]);
  assert.equal(lines(visits, "iteration 0 1"), [
    "Each",
    "  #0",
    "  #1",
    "    Before",
    "    Work",
    "    Before",
    "    Work",
    "  #2",
  ]);
});

test("many iterations are shown when they are asked for", () => {
  const [each, ...inside] = visitsOf("map-retried") as [Visit, ...Visit[]];
  each.iterations = Array.from({ length: 9 }, () => ({ status: "running", startedAt: new Date(0) }));
  assert.equal(lines([each, ...inside]), ["Each"]);
  assert.equal(lines([each, ...inside], "visit 0"), ["Each", "  #0", "  #1", "  #2"]);
});

test("a loop is a line each time", () => {
  assert.equal(lines(visitsOf("choice-loop")), ["Count", "More?", "Count", "More?", "Done"]);
});

test.run();
