import { suite } from "uvu";
import * as assert from "uvu/assert";
import { samples } from "../../../dev/testing/sample-machines.ts";
import type { Definition } from "../../../execution/definition.ts";
import { graphOf } from "../../../execution/graph.ts";
import { layoutOf } from "../../../execution/layout.ts";
import { neighbour } from "./neighbour.ts";

const test = suite("neighbour");

const layoutFor = (name: keyof typeof samples) => layoutOf(graphOf(samples[name] as unknown as Definition));

const ways: [keyof typeof samples, from: string, key: string, to: string | undefined][] = [
  ["loops", "Count", "ArrowDown", "Enough?"],
  ["loops", "Enough?", "ArrowUp", "Count"],
  ["loops", "Count", "ArrowUp", undefined],
  ["loops", "Count", "Enter", undefined],
  ["maps", "Each", "ArrowDown", "Is It Good?"],
  ["runs-beside", "One", "ArrowDown", "One More"],
  ["runs-beside", "One", "ArrowRight", "Two"],
  ["runs-beside", "Two", "ArrowLeft", "One"],
  ["runs-beside", "One", "ArrowUp", "Both"],
  ["catches", "Use It", "ArrowRight", "Make Do"],
  ["catches", "no such state", "ArrowDown", undefined],
];
for (const [name, from, key, to] of ways) {
  test(`${name}: ${key} leads from ${from} to ${to}`, () => {
    assert.is(neighbour(layoutFor(name), from, key), to);
  });
}

test("every state can be reached from the first one, with the arrow keys alone", () => {
  for (const name of Object.keys(samples) as (keyof typeof samples)[]) {
    const layout = layoutFor(name);
    const reached = new Set([layout.nodes[0]?.name ?? ""]);
    for (const from of reached)
      for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
        const to = neighbour(layout, from, key);
        if (to !== undefined) reached.add(to);
      }
    assert.equal([...reached].sort(), layout.nodes.map(({ name }) => name).sort(), name);
  }
});

test.run();
