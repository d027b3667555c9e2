import { suite } from "uvu";
import * as assert from "uvu/assert";
import { timeScale } from "./time-scale.ts";

const test = suite("time scale");

const hour = 3_600_000;
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.005, `${actual}`);

test("where nothing is idle, places are in proportion", () => {
  const { at, breaks } = timeScale([1000, 1100, 1300, 2000]);
  for (const [moment, place] of [
    [1000, 0],
    [1100, 0.1],
    [1300, 0.3],
    [1650, 0.65],
    [2000, 1],
  ] as const)
    near(at(moment), place);
  assert.equal(breaks, []);
});

test("a Wait of an hour leaves room for the rest, more where more happens", () => {
  const { at, breaks } = timeScale([0, 300, 500, 500 + hour, 900 + hour, 1000 + hour]);
  assert.equal(breaks, [{ from: 500, to: 500 + hour }]);
  near(at(500), 0.12);
  near(at(500 + hour), 0.88);
  near(at(500 + hour / 2), 0.5);
  const busy = Array.from({ length: 30 }, (_, index) => index * 10);
  near(timeScale([...busy, 300 + hour]).at(290), 0.6);
});

test("of two idle stretches the longer one is longer, by far less than it lasts", () => {
  const { at, breaks } = timeScale([0, 400, 10_400, 10_500, 10_500 + hour]);
  assert.is(breaks.length, 2);
  const [first, second] = [at(10_400) - at(400), 1 - at(10_500)];
  assert.ok(second > first && second < 2 * first, `${first} ${second}`);
});

test("the order of moments is kept, whatever lies between them", () => {
  const moments = Array.from({ length: 200 }, (_, index) => Math.round(1.08 ** index * 10));
  const { at } = timeScale(moments);
  for (const [index, moment] of moments.entries())
    if (index > 0 && moment > (moments[index - 1] ?? 0))
      assert.ok(at(moment) > at(moments[index - 1] ?? 0), `${moment}`);
});

test("short stretches are not idle, and moments may be the same or one alone", () => {
  assert.equal(timeScale([0, 1, 900]).breaks, []);
  assert.is(timeScale([5]).at(5), 0);
  assert.is(timeScale([]).at(5), 0);
  assert.equal(timeScale([3, 3, 4]).at(4), 1);
});

test("what is before the start or after the end is at the edge", () => {
  const { at } = timeScale([10, 20]);
  assert.equal([at(0), at(99)], [0, 1]);
});

test.run();
