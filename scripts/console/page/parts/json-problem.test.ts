import { suite } from "uvu";
import * as assert from "uvu/assert";
import { jsonProblem } from "./json-problem.ts";

const test = suite("json problem");

test("what is JSON has none", () => {
  for (const text of ["{}", ' "x" ', "[1, 2]", "null"]) assert.is(jsonProblem(text), undefined, text);
});

test("the place is told where it is known", () => {
  assert.match(jsonProblem('{\n  "a": 1,\n  b: 2\n}') ?? "", /^Line 3, column 3: .*\.$/);
  assert.match(jsonProblem('{"a": 1') ?? "", /^Line 1, column 8: .*\.$/);
});

test("nothing at all is told with what is the least", () => {
  assert.match(jsonProblem("  ") ?? "", "{} is the least");
});

test.run();
