import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readHistory } from "../dev/testing/histories.ts";
import type { Definition } from "./definition.ts";
import { type Graph, graphOf } from "./graph.ts";
import { type StateVisit, stateVisits } from "./visits.ts";

const test = suite("graph");

const visitsOf = (name: string) => stateVisits(readHistory(name));

/** A graph as lines: states with what became of them, edges that were taken with =>, others with ->. */
function lines({ nodes }: Graph, margin = ""): string[] {
  return nodes.flatMap(({ name, status, attempts, error, durationMs, edges, inner }) => [
    `${margin}${[name, status, attempts, error ?? "-", durationMs ?? "-"].join(" ")}`,
    ...edges.map(({ to, label, taken }) => `${margin}  ${taken ? "=>" : "->"} ${to} ${label}`.trimEnd()),
    ...inner.flatMap(graph => lines(graph, `${margin}    `)),
  ]);
}

const tweetbot: Definition = {
  StartAt: "Find Tweet",
  States: {
    Unreachable: { Type: "Succeed" },
    "No Tweet Found": { Type: "Fail" },
    Wait: { Type: "Wait", End: true },
    "Find Tweet": {
      Type: "Task",
      Next: "Wait",
      Catch: [{ ErrorEquals: ["NoTweetFound", "Other"], Next: "No Tweet Found" }],
    },
  },
};

test("without an execution no state is reached, and states come in the order of the workflow", () => {
  assert.equal(lines(graphOf(tweetbot)), [
    "Find Tweet notReached 0 - -",
    "  -> Wait",
    "  -> No Tweet Found NoTweetFound, Other",
    "Wait notReached 0 - -",
    "No Tweet Found notReached 0 - -",
  ]);
});

test("an execution colours states and the edges that it took", () => {
  assert.equal(lines(graphOf(tweetbot, visitsOf("caught-then-fail"))), [
    "Find Tweet caught 1 NoTweetFound 500",
    "  -> Wait",
    "  => No Tweet Found NoTweetFound, Other",
    "Wait notReached 0 - -",
    "No Tweet Found failed 0 - -",
  ]);
});

test("a Next and a Catch that lead to the same state are told apart", () => {
  const both: Definition = {
    StartAt: "Find Tweet",
    States: {
      "Find Tweet": {
        Type: "Task",
        Next: "No Tweet Found",
        Catch: [{ ErrorEquals: ["E"], Next: "No Tweet Found" }],
      },
      "No Tweet Found": { Type: "Fail" },
    },
  };
  const edges = graphOf(both, visitsOf("caught-then-fail")).nodes[0]?.edges.map(({ taken }) => taken);
  assert.equal(edges, [false, true]);
});

test("Parallel states hold the graphs of their branches", () => {
  const definition: Definition = {
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Work", States: { Work: { Type: "Task", End: true } } },
          {
            StartAt: "Before",
            States: { Before: { Type: "Pass", Next: "Rest" }, Rest: { Type: "Wait", End: true } },
          },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Recover" }],
        End: true,
      },
      Recover: { Type: "Pass", End: true },
    },
  };
  assert.equal(lines(graphOf(definition, visitsOf("parallel-caught"))), [
    "Both caught 1 - 1000",
    "  => Recover States.ALL",
    "    Work failed 1 Oops -",
    "    Before succeeded 0 - 0",
    "      => Rest",
    "    Rest stopped 0 - -",
    "Recover succeeded 0 - 0",
  ]);
});

test("Map states hold one graph; visits of all iterations count together", () => {
  const definition: Definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: { StartAt: "Item", States: { Item: { Type: "Pass", End: true } } },
        End: true,
      },
    },
  };
  assert.equal(lines(graphOf(definition, visitsOf("map-in-turn"))), [
    "Each succeeded 1 - 3000",
    "    Item succeeded 0 - 3000",
  ]);
});

test("a loop counts how often each way was taken, and a Choice says what it asks", () => {
  const definition: Definition = {
    StartAt: "Count",
    States: {
      Count: { Type: "Pass", Next: "More?" },
      "More?": {
        Type: "Choice",
        Choices: [{ Variable: "$.n", NumericLessThan: 2, Next: "Count" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  };
  const { nodes } = graphOf(definition, visitsOf("choice-loop"));
  assert.equal(
    nodes.map(({ name, visits, edges }) => [name, visits, edges.map(({ label, times }) => [label, times])]),
    [
      ["Count", 2, [["", 2]]],
      [
        "More?",
        2,
        [
          ["$.n < 2", 1],
          ["default", 1],
        ],
      ],
      ["Done", 1, []],
    ],
  );
});

const each: Definition = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      Iterator: {
        StartAt: "Before",
        States: { Before: { Type: "Pass", Next: "Work" }, Work: { Type: "Task", End: true } },
      },
      End: true,
    },
  },
};

test("of iterations side by side, a failed one counts more than others, wherever it stands", () => {
  const visits = visitsOf("map-failed");
  assert.equal(
    visits.map(({ status }) => status),
    ["failed", "failed", "stopped"],
  );
  const statuses = ({ nodes }: Graph): unknown[] =>
    nodes.map(({ name, status, inner }) => [name, status, ...inner.map(statuses)]);
  assert.equal(statuses(graphOf(each, visits)), [
    [
      "Each",
      "failed",
      [
        ["Before", "notReached"],
        ["Work", "failed"],
      ],
    ],
  ]);
});

test("a state that failed in one try of its Map state, and succeeded in the next, has succeeded", () => {
  const [node] = graphOf(each, visitsOf("map-retried")).nodes;
  assert.equal(
    node?.inner[0]?.nodes.map(({ status, visits }) => [status, visits]),
    [
      ["succeeded", 6],
      ["succeeded", 6],
    ],
  );
});

test("one iteration alone can be shown", () => {
  const isSecond = ({ parent, iteration }: StateVisit) => parent === undefined || iteration === 1;
  const [node] = graphOf(each, visitsOf("map-retried"), isSecond).nodes;
  assert.equal(
    node?.inner[0]?.nodes.map(({ name, visits, error }) => [name, visits, error]),
    [
      ["Before", 2, undefined],
      ["Work", 2, "Oops"],
    ],
  );
});

test("a choice is not taken because its state is reached later in another way", () => {
  const definition: Definition = {
    StartAt: "Choose",
    States: {
      Choose: { Type: "Choice", Choices: [{ Next: "End" }, { Next: "Loop" }], Default: "Detour" },
      Detour: { Type: "Pass", Next: "End" },
      Loop: { Type: "Pass", Next: "Choose" },
      End: { Type: "Succeed" },
    },
  };
  const at = (second: number) => new Date(second * 1000);
  const visit = (name: string, second: number, from?: string) =>
    ({
      name,
      type: "Pass",
      enteredAt: at(second),
      exitedAt: at(second),
      input: {},
      attempts: 0,
      status: "succeeded",
      ...(from && { from }),
    }) as const;
  const visits = [visit("Choose", 0), visit("Detour", 1, "Choose"), visit("End", 2, "Detour")];
  assert.equal(lines(graphOf(definition, visits)), [
    "Choose succeeded 0 - 0",
    "  -> End choice 1",
    "  -> Loop choice 2",
    "  => Detour default",
    "End succeeded 0 - 0",
    "Loop notReached 0 - -",
    "  -> Choose",
    "Detour succeeded 0 - 0",
    "  => End",
  ]);
});

test.run();
