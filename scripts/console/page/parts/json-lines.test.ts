import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fieldChanges, jsonLines } from "./json-lines.ts";

const test = suite("json lines");

const lines = (value: unknown, ...other: unknown[]) =>
  jsonLines(value, other.length > 0 ? { value: other[0] } : undefined).map(
    ({ depth, name, text, change }) =>
      `${change === "only" ? "+" : change === "other" ? "~" : " "}${"  ".repeat(depth)}${name ? `${name}: ` : ""}${text}`,
  );

test("a value is written as JSON, a line for each field", () => {
  const value = { a: 1, b: ["x", null], c: {}, d: [] };
  assert.is(
    lines(value)
      .map(line => line.slice(1))
      .join("\n"),
    `{
  "a": 1,
  "b": [
    "x",
    null
  ],
  "c": {},
  "d": []
}`,
  );
});

test("all lines together are the value", () => {
  const value = { "a b": [[1, 2.5, [true]], { deep: { er: "\u202e\n\"'" } }], "": -0.1 };
  const text = jsonLines(value)
    .map(({ name, text }) => (name === undefined ? text : `${name}: ${text}`))
    .join("");
  assert.equal(JSON.parse(text), value);
});

test("what is the same is not marked, what is new or other is", () => {
  assert.equal(lines({ a: 1, b: { c: 2, d: 3 }, e: 5 }, { a: 1, b: { c: 9 } }), [
    " {",
    '   "a": 1,',
    '   "b": {',
    '~    "c": 2,',
    '+    "d": 3',
    "   },",
    '+  "e": 5',
    " }",
  ]);
});

test("all of something new is new", () => {
  assert.equal(lines({ a: { b: [1] } }, {}), [
    " {",
    '+  "a": {',
    '+    "b": [',
    "+      1",
    "+    ]",
    "+  }",
    " }",
  ]);
});

test("something that took the place of something else is other, and all of it", () => {
  assert.equal(lines({ a: [1] }, { a: "x" }), [" {", '~  "a": [', "~    1", "~  ]", " }"]);
  assert.equal(lines("b", "a"), ['~"b"']);
  assert.equal(lines("a", "a"), [' "a"']);
});

test("a value beside none is new", () => {
  assert.equal(lines({ a: 1 }, undefined), ["+{", '+  "a": 1', "+}"]);
});

test("fields that were added, changed or lost are named", () => {
  assert.equal(fieldChanges({ a: 1, b: 2, c: 3 }, { b: 2, c: 4, d: 5 }), {
    added: ["d"],
    changed: ["c"],
    lost: ["a"],
  });
  assert.equal(fieldChanges({ a: 1 }, [1]), { added: ["0"], changed: [], lost: ["a"] });
  assert.equal(fieldChanges("x", "y"), { added: [], changed: [], lost: [] });
});

test.run();
