import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Execution } from "../execution/follow.ts";
import type { StepOutcome } from "../run/run-step.ts";
import { root } from "../shared/paths.ts";
import { stepIn } from "../shared/steps.ts";
import { summary } from "./summary.ts";

const execution: Execution = {
  arn: "arn:execution",
  name: "verify-1",
  stateMachineArn: "arn:machine",
  status: "FAILED",
  startDate: new Date("2026-01-01T00:00:00Z"),
  stopDate: new Date("2026-01-01T00:00:02.5Z"),
  input: {},
  error: "NoTweetFound",
  events: [],
  visits: [],
};

const outcome: StepOutcome = {
  step: stepIn(path.join(root, "steps", "04-tweetbot")),
  passed: false,
  definition: { StartAt: "Find Tweet", States: { "Find Tweet": { Type: "Task", End: true } } },
  stack: {
    name: "sfw-ana-04-tweetbot",
    account: "000000000000",
    outputs: { StateMachineArn: "arn:machine" },
    parameters: {},
    resources: { StateMachine: "arn:machine" },
    arn: () => "",
  },
  report: {
    checks: [
      { name: "It runs", passed: true, hint: "", doc: "docs/04-tweetbot.md#run-it" },
      {
        name: "Wait takes 10 seconds",
        passed: false,
        problem: { message: "", expected: '"10.0 s"', actual: '"<b>|5\n*s*"' },
        hint: 'Set "Seconds": 10.',
        doc: "docs/04-tweetbot.md#four-states",
      },
    ],
    executions: [
      { title: "A tweet is found", execution },
      { title: "Another machine", execution: { ...execution, stateMachineArn: "arn:other" } },
    ],
    tables: [
      {
        title: "Matrix",
        rows: [
          ["Event", "Target"],
          ["FAILED", "topic | queue"],
        ],
      },
    ],
  },
  timings: [{ title: "Deploying", ms: 1234 }],
};

const decoded = (markdown: string) =>
  markdown.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
const markdown = summary(outcome, page => `https://host/${page}`);

test("the summary tells the checks, and of a failed one what was expected, what was found and where to read on", () => {
  const text = decoded(markdown);
  for (const line of [
    "## ❌ 04-tweetbot: 1 of 2 checks failed",
    "| ✅ | It runs |",
    "| ❌ | Wait takes 10 seconds |",
    'Expected <code>"10.0 s"</code>',
    'Set "Seconds": 10. See [docs/04-tweetbot.md#four-states](https://host/docs/04-tweetbot.md#four-states).',
    "| Deploying | 1.2 s |",
    "| A tweet is found | 2.5 s |",
    "| StateMachine | arn:machine |",
    "| Event | Target |",
  ]) {
    assert.ok(text.split("\n").includes(line), `${line} in\n${text}`);
  }
});

test("nothing in a value is taken for markup", () => {
  assert.match(markdown, /Actual <code>&#34;&#60;b&#62;&#124;5<br>&#42;s&#42;&#34;<\/code>/);
  assert.match(markdown, "topic &#124; queue");
});

test("the graph of each execution of the step's own state machine is drawn", () => {
  assert.match(
    decoded(markdown),
    "### A tweet is found: FAILED (NoTweetFound)\n\n```mermaid\nflowchart TD\n",
  );
  assert.is(markdown.split("```mermaid").length - 1, 1);
});

test("what was not made is told apart, and a difference is shown line by line, its trace folded", () => {
  const about = { passed: false, hint: "h", doc: "docs/04-tweetbot.md#x" };
  const checks = [
    {
      ...about,
      name: "A role",
      problem: { message: "", difference: ["+ Allow * on *", "- Allow `a`"], trace: "Error: <x>\n  at y" },
    },
    { ...about, name: "Another", notChecked: "the execution did not succeed" },
  ];
  const text = summary({ ...outcome, report: { checks, executions: [], tables: [] } }, page => page);
  assert.match(decoded(text), "## ❌ 04-tweetbot: 1 of 2 checks failed, 1 not checked yet\n");
  assert.match(decoded(text), "| ➖ | Another |");
  assert.not.match(decoded(text), "### ❌ Another");
  assert.match(text, "```diff\n+ Allow * on *\n- Allow `a`\n```");
  assert.match(text, /<details><summary>Stack trace<\/summary>\n\n<pre>Error: &#60;x&#62;<br>/);
});

test.run();
