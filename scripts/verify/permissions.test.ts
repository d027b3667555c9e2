import { test } from "uvu";
import * as assert from "uvu/assert";
import { trustLine } from "./permissions.ts";

test("a condition reads the same in whatever order it is written", () => {
  const StringEquals = { "aws:SourceAccount": "1" };
  const line = trustLine("events.amazonaws.com", "sts:AssumeRole", {
    StringEquals,
    ArnEquals: { "aws:SourceArn": ["b", "a"] },
  });
  assert.is(
    line,
    'Allow events.amazonaws.com sts:AssumeRole if {"ArnEquals":{"aws:SourceArn":["a","b"]},"StringEquals":{"aws:SourceAccount":"1"}}',
  );
  assert.is(
    trustLine("events.amazonaws.com", "sts:AssumeRole", {
      ArnEquals: { "aws:SourceArn": ["a", "b"] },
      StringEquals,
    }),
    line,
  );
});

test("another condition reads otherwise", () => {
  const lines = [undefined, { Null: { a: "true" } }, { Null: { a: "false" } }].map(condition =>
    trustLine("lambda.amazonaws.com", "sts:AssumeRole", condition),
  );
  assert.is(new Set(lines).size, 3);
});

test.run();
