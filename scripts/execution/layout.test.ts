import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../shared/paths.ts";
import type { Definition, State } from "./definition.ts";
import { graphOf } from "./graph.ts";
import { type Layout, layoutOf, type PlacedNode } from "./layout.ts";

const test = suite("layout");

const pass = (Next?: string): State => ({ Type: "Pass", ...(Next ? { Next } : { End: true }) });

/** A Choice that leads back, a Catch beside Next, states inside others, ways that meet again. */
const made: Record<string, Definition> = {
  loop: {
    StartAt: "Count",
    States: {
      Count: pass("More?"),
      "More?": {
        Type: "Choice",
        Choices: [{ Variable: "$.n", NumericLessThan: 10, Next: "Count" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  },
  inside: {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          StartAt: "Both",
          States: {
            Both: {
              Type: "Parallel",
              Branches: [
                { StartAt: "A", States: { A: pass() } },
                { StartAt: "B", States: { B: pass("C"), C: pass() } },
              ],
              End: true,
            },
          },
        },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Sorry" }],
        Next: "Done",
      },
      Sorry: { Type: "Fail" },
      Done: pass(),
    },
  },
  saga: {
    StartAt: "Flight",
    States: {
      Flight: { Type: "Task", Next: "Hotel", Catch: [{ ErrorEquals: ["A"], Next: "No Flight" }] },
      Hotel: { Type: "Task", Next: "Pay", Catch: [{ ErrorEquals: ["A"], Next: "No Hotel" }] },
      Pay: { Type: "Task", End: true, Catch: [{ ErrorEquals: ["A"], Next: "No Hotel" }] },
      "No Hotel": pass("No Flight"),
      "No Flight": { Type: "Fail" },
    },
  },
  itself: {
    StartAt: "Ask",
    States: { Ask: { Type: "Choice", Choices: [{ Next: "Ask" }], Default: "Done" }, Done: pass() },
  },
  alone: { StartAt: "Alone", States: { Alone: pass() } },
  unfinished: { StartAt: "Here", States: { Here: pass("Not Written Yet") } },
};

const steps = readdirSync(path.join(root, "steps"));
for (const step of steps) {
  for (const file of readdirSync(path.join(root, "steps", step))) {
    if (!file.endsWith(".asl.json")) continue;
    made[`${step}/${file}`] = JSON.parse(readFileSync(path.join(root, "steps", step, file), "utf8"));
  }
}

const bottom = ({ y, height }: PlacedNode) => y + height;
const right = ({ x, width }: PlacedNode) => x + width;
const middle = ({ x, width }: PlacedNode) => x + width / 2;
const meet = (a: PlacedNode, b: PlacedNode) =>
  a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);
const holds = (a: PlacedNode, b: PlacedNode) =>
  a.x <= b.x && a.y <= b.y && right(a) >= right(b) && bottom(a) >= bottom(b);
const nodeIn = ({ nodes }: Layout, name: string) => nodes.find(node => node.name === name) as PlacedNode;

for (const [name, definition] of Object.entries(made)) {
  const graph = graphOf(definition);
  const layout = layoutOf(graph);

  test(`${name}: no two states overlap but one inside the other`, () => {
    for (const a of layout.nodes)
      for (const b of layout.nodes)
        if (a !== b && meet(a, b)) assert.ok(holds(a, b) || holds(b, a), `${a.name} and ${b.name}`);
  });

  test(`${name}: all is in the picture`, () => {
    const points = [
      ...layout.nodes.flatMap(node => [
        { x: node.x, y: node.y },
        { x: right(node), y: bottom(node) },
      ]),
      ...layout.edges.flatMap(({ points, label }) => [
        ...points,
        ...(label ? [-0.5, 0.5].map(half => ({ x: label.at.x + half * label.width, y: label.at.y })) : []),
      ]),
    ];
    for (const { x, y } of points)
      assert.ok(x > -0.01 && y > -0.01 && x < layout.width + 0.01 && y < layout.height + 0.01, `${x} ${y}`);
  });

  test(`${name}: each line begins and ends at its states`, () => {
    for (const { from, to, points, isBack } of layout.edges) {
      const [first, last] = [points[0], points.at(-1)];
      const [a, b] = [from && nodeIn(layout, from), to && nodeIn(layout, to)];
      const isAt = (value = 0, ...wanted: number[]) => wanted.some(one => Math.abs(one - value) < 0.01);
      if (a) assert.ok(isBack ? isAt(first?.x, a.x, right(a)) : isAt(first?.y, bottom(a)), `from ${from}`);
      if (b) assert.ok(isBack ? isAt(last?.x, b.x, right(b)) : isAt(last?.y, b.y), `to ${to}`);
    }
  });

  test(`${name}: the states along Next stand below each other`, () => {
    let node = graph.nodes.find(({ name }) => name === graph.startAt);
    for (const seen = new Set<string>(); node && !seen.has(node.name); ) {
      seen.add(node.name);
      const next = node.edges.find(({ label }) => label === "");
      if (next && graph.nodes.some(({ name }) => name === next.to))
        assert.ok(
          Math.abs(middle(nodeIn(layout, node.name)) - middle(nodeIn(layout, next.to))) < 1,
          `${node.name} and ${next.to}`,
        );
      node = graph.nodes.find(({ name }) => name === next?.to);
    }
  });
}

test("a way back goes beside the states, and says why it is taken", () => {
  const { edges } = layoutOf(graphOf(made.loop as Definition));
  const back = edges.filter(({ isBack }) => isBack);
  assert.equal(
    back.map(({ from, to, label }) => [from, to, label?.text]),
    [["More?", "Count", "$.n < 10"]],
  );
});

test("two ways with words to one state are one line; Next beside them is another", () => {
  const definition: Definition = {
    StartAt: "A",
    States: {
      A: {
        Type: "Task",
        Next: "B",
        Catch: [
          { ErrorEquals: ["X"], Next: "B" },
          { ErrorEquals: ["Y"], Next: "B" },
        ],
      },
      B: pass(),
    },
  };
  const { edges } = layoutOf(graphOf(definition));
  assert.equal(
    edges.filter(({ from }) => from === "A").map(({ label }) => label?.text),
    [undefined, "X, Y"],
  );
});

test("long names are broken into lines, and cut", () => {
  const name = "Ask everybody who has ever been here whether they would like to come again next year";
  const [node] = layoutOf(graphOf({ StartAt: name, States: { [name]: pass() } })).nodes;
  assert.equal(node?.lines, ["Ask everybody who has", "ever been here whether", "they would like to come…"]);
});

test("a machine without states is an empty picture", () => {
  const { width, height, nodes } = layoutOf(graphOf({ StartAt: "A", States: {} }));
  assert.equal([width, height, nodes], [0, 0, []]);
});

test.run();
