import { test } from "uvu";
import * as assert from "uvu/assert";
import { parsePage } from "../../site/pages.ts";
import { firstDifference, pageActions, sidesOf } from "./transcript.ts";

test("commands, outputs, edits, pictures and checks are actions, in their order", () => {
  const page = parsePage(
    "docs/x.md",
    [
      "```sh run\nnpm ci\n```",
      "```sh\nnot run\n```",
      "<!-- run\nhidden\n-->",
      "```sh run exit=1 terminal=2\nfails\n```",
      "```text output\nso it is\n```",
      "```diff file=a.ts edit\n-old\n+new\n```",
      "```json write=b.json\n{}\n```",
      "<!-- undo -->",
      "```sh picture=01-starter status=FAILED tab=events\nnpm run console\n```",
      "## Two roles",
      "```checks\nThis is so\nAnd this\n```",
    ].join("\n\n"),
  );
  assert.equal(
    pageActions(page).map(({ line: _, ...action }) => action),
    [
      { kind: "command", script: "npm ci\n", exitCode: 0, terminal: "1" },
      { kind: "command", script: "hidden\n", exitCode: 0, terminal: "1" },
      {
        kind: "command",
        script: "fails\n",
        exitCode: 1,
        terminal: "2",
        output: { text: "so it is\n", line: 18 },
      },
      { kind: "edit", file: "a.ts", before: "old\n", after: "new\n" },
      { kind: "edit", file: "b.json", after: "{}\n" },
      { kind: "undo" },
      {
        kind: "picture",
        script: "npm run console\n",
        name: "01-starter",
        step: "01-starter",
        machine: "StateMachineArn",
        status: "FAILED",
        tab: "events",
      },
      { kind: "checks", section: "two-roles", names: ["This is so", "And this"] },
    ],
  );
});

test("a diff has two sides", () => {
  assert.equal(sidesOf(" same\n-old\n+new\n"), { before: "same\nold\n", after: "same\nnew\n" });
});

test("equal output is right, and the first different line is found", () => {
  assert.is(firstDifference("a\nb\n", "a\nb\n"), undefined);
  assert.is(firstDifference("a\nb\nc", "a\nx\nc"), 1);
  assert.is(firstDifference("a\n", "a\nb\n"), 1);
  assert.is(firstDifference("a\nb\n", "a\n"), 1);
});

test("times, ids, durations and ports may differ, and nothing else", () => {
  assert.is(firstDifference("at 2026-11-23T09:39:26.081Z", "at 2027-01-02T03:04:05Z"), undefined);
  assert.is(
    firstDifference("0e0eac81-ce53-4db5-aa86-86e92efdeed7", "ffffffff-ce53-4db5-aa86-86e92efdeed7"),
    undefined,
  );
  assert.is(firstDifference("✓ Wait 5.0 s", "✓ Wait 5.1 s"), undefined);
  assert.is(firstDifference("http://127.0.0.1:4566/x", "http://127.0.0.1:40000/x"), undefined);
  assert.is(firstDifference('{"a":"b","c":[1]}', '{"a": "b", "c": [1]}'), undefined);
  assert.is(firstDifference("✓ Wait 5.0 s", "✗ Wait 5.0 s"), 0);
  assert.is(firstDifference("takes 5 seconds", "takes 6 seconds"), 0);
});

test("dots stand for anything on a line, and alone for any lines", () => {
  assert.is(firstDifference("process …, since", "process 12, since"), undefined);
  assert.is(firstDifference("a\n…\nz", "a\nz"), undefined);
  assert.is(firstDifference("a\n…\nb\n…", "a\nx\nb\ny\nb"), undefined);
  assert.is(firstDifference("a\n…\nb\n…\nc", "a\nc\nb"), 4);
  assert.is(firstDifference("(a)", "xax"), 0, "a pattern's characters stand for themselves");
});

test.run();
