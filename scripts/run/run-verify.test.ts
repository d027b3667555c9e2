import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../dev/testing/support.ts";
import { stepIn } from "../shared/steps.ts";
import { localTarget, type Target } from "../targets/index.ts";
import type { LessonReport, Verify } from "../verify/lesson.ts";
import { silentDisplay } from "./display.ts";
import { runVerify } from "./run-verify.ts";

const test = suite("run-verify");

/** The input of a command, as far as the answers look at it. */
interface Input {
  name?: string | undefined;
  executionArn?: string | undefined;
  input?: string | undefined;
}

/** What Step Functions answers to each command, by its name without "Command"; an error is thrown. */
type Answers = Record<string, (input: Input) => unknown>;

const succeeding: Answers = {
  StartExecution: ({ input }) => ({ executionArn: `arn:${input}` }),
  DescribeExecution: ({ executionArn }) => ({
    name: executionArn,
    status: "SUCCEEDED",
    startDate: new Date(0),
  }),
  GetExecutionHistory: () => ({ events: [{ id: 1, type: "ExecutionSucceeded", timestamp: new Date(0) }] }),
};

/** Runs a verify script against a Step Functions that answers like this; returns the report and what was called. */
async function report(verify: Verify, answers: Answers = succeeding, folder = "/x/steps/01-starter") {
  const calls: { name: string; input: Input }[] = [];
  const send = async (command: { constructor: { name: string }; input: Input }) => {
    const name = command.constructor.name.replace(/Command$/, "");
    calls.push({ name, input: command.input });
    const answer = await answers[name]?.(command.input);
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  const target: Target = {
    ...localTarget("http://127.0.0.1:1"),
    pollMs: 1,
    client: <Client>() => ({ send }) as unknown as SFNClient as Client,
  };
  const stack = {
    name: "s",
    account: "000000000000",
    outputs: { StateMachineArn: "arn:m", NameArn: "m" },
    parameters: {},
    resources: {},
    arn: () => "",
  };
  const about = {
    step: stepIn(folder),
    target,
    stack,
    input: {},
    definition: { StartAt: "A", States: {} },
  };
  const result: LessonReport = await runVerify(verify, about, silentDisplay);
  return { ...result, calls };
}

const advice = { hint: "Try again.", section: "here" };

/** A check with this body. */
const judging = (judge: () => void | Promise<void>) => ({ ...advice, judge });

/** What the report says of one check with this body. */
async function problemOf(body: () => void | Promise<void>) {
  const { checks } = await report(({ check }) => check("c", judging(body)));
  assert.is(checks.length, 1);
  return checks[0]?.problem;
}

test("a check that does not throw has passed; the others say where to read on", async () => {
  const { checks } = await report(async ({ check }) => {
    await check(
      "good",
      judging(() => {}),
    );
    await check(
      "bad",
      judging(async () => assert.is(1, 2)),
    );
    await check(
      "good again",
      judging(() => {}),
    );
  });
  const doc = "docs/01-starter.md#here";
  assert.equal(checks, [
    { name: "good", passed: true, hint: "Try again.", doc },
    {
      name: "bad",
      passed: false,
      hint: "Try again.",
      doc,
      problem: { message: "", expected: "2", actual: "1" },
    },
    { name: "good again", passed: true, hint: "Try again.", doc },
  ]);
});

test("data is compared: functions are asked, missing fields and undefined ones are the same", async () => {
  const { checks } = await report(async ({ check }) => {
    await check("same", { ...advice, seen: async () => ({ a: 1, b: undefined }), want: () => ({ a: 1 }) });
    await check("other", { ...advice, seen: [1], want: [2] });
    await check("nothing", { ...advice, seen: undefined, want: null });
  });
  assert.equal(
    checks.map(({ passed, problem }) => [passed, problem]),
    [
      [true, undefined],
      [false, { message: "", expected: "[2]", actual: "[1]" }],
      [false, { message: "", expected: "null", actual: "undefined" }],
    ],
  );
});

test("long data is told apart line by line", async () => {
  const data = (value: number) => ({ before: "x".repeat(100), between: [1, 2, 3], value, after: "y" });
  const { checks } = await report(({ check }) =>
    check("c", { ...advice, seen: data(1), want: { ...data(2), more: true } }),
  );
  assert.equal(checks[0]?.problem, {
    message: "",
    difference: ["    ]", '-   "value": 2', '+   "value": 1', '    "after": "y"', '-   "more": true', "  }"],
  });
});

test("keys in another order are no difference, what is in them is", async () => {
  const long = "x".repeat(100);
  const { checks } = await report(({ check }) =>
    check("c", { ...advice, seen: { b: { d: 1, c: 2 }, a: long }, want: { a: long, b: { c: 2, d: 3 } } }),
  );
  assert.equal(checks[0]?.problem?.difference, ['      "c": 2', '-     "d": 3', '+     "d": 1', "    }"]);
});

test("a check names the execution that proves it, or that another check is proven by", async () => {
  const { checks } = await report(async ({ run, check }) => {
    const [first, second] = [await run("First", "1"), await run("Second", "2")];
    await check("of nothing", { ...advice, seen: 1, want: 1 });
    await check("about", { ...advice, seen: 1, want: 1, about: first });
    await check("needs", { ...advice, seen: 1, want: 1, needs: second });
    await check("needs a check", { ...advice, seen: 1, want: 1, needs: ["of nothing", "about"] });
  });
  assert.equal(
    checks.map(({ execution }) => execution),
    [undefined, 'arn:"1"', 'arn:"2"', 'arn:"1"'],
  );
});

test("a check is not made before what it needs is right", async () => {
  const failing: Answers = {
    ...succeeding,
    DescribeExecution: ({ executionArn }) => ({
      name: executionArn,
      status: "FAILED",
      startDate: new Date(0),
    }),
  };
  const { checks } = await report(async ({ run, check }) => {
    const needs = await run("Fails", {});
    await check("of the execution", { ...judging(() => assert.unreachable()), needs });
    await check(
      "first",
      judging(() => assert.unreachable("first is wrong")),
    );
    await check("second", { ...judging(() => assert.unreachable()), needs: ["first"] });
    await check("third", { ...judging(() => {}), needs: ["second"] });
    await check(
      "alone",
      judging(() => {}),
    );
  }, failing);
  assert.equal(
    checks.map(({ name, passed, notChecked, problem }) => [name, passed, notChecked ?? problem?.message]),
    [
      ["of the execution", false, "the execution did not succeed"],
      ["first", false, "first is wrong"],
      ["second", false, '"first" comes first'],
      ["third", false, '"second" comes first'],
      ["alone", true, undefined],
    ],
  );
});

test("what is missing is told once, by its name", async () => {
  const { checks } = await report(async ({ check, resource, output }) => {
    await check("one", { ...advice, seen: () => resource("FifoQueue"), want: "" });
    await check("two", { ...advice, seen: () => resource("FifoQueue"), want: "" });
    await check("three", { ...advice, seen: () => output("ApiId"), want: "" });
    await check("there", { ...advice, seen: () => output("StateMachineArn"), want: "arn:m" });
  });
  assert.equal(
    checks.map(({ name, passed, notChecked, problem }) => [name, passed, problem?.message, notChecked]),
    [
      ["one", false, "FifoQueue is not in template.yaml.", undefined],
      ["two", false, undefined, "FifoQueue is not in template.yaml."],
      ["three", false, "template.yaml has no output ApiId.", undefined],
      ["there", true, undefined, undefined],
    ],
  );
  const [one] = checks; // still to write, or there under another name
  assert.is(
    one?.hint,
    "Try again. Keep to the names in the page's contract, docs/01-starter.md#the-contract.",
  );
  assert.is(one?.doc, "docs/01-starter.md#here");
});

test("an output that is no ARN, and one that is missing where all depends on it, are told in words", async () => {
  const { checks } = await report(({ check, output }) =>
    check("arn", { ...advice, seen: () => output("NameArn"), want: "" }),
  );
  assert.is(checks[0]?.problem?.message, 'The output NameArn is "m", which is not an ARN.');
  const crashed = await report(async ({ output }) => void output("ApiId"));
  const [last] = crashed.checks;
  assert.equal(
    [last?.problem?.message, last?.doc],
    ["template.yaml has no output ApiId.", "docs/01-starter.md#the-contract"],
  );
  assert.match(last?.hint ?? "", "The checks after this one need it, and were not made.");
});

test("a judgement may return what is wrong, with a hint that fits it better", async () => {
  const problem = { message: "m", difference: ["+ x"], hint: "Take x away." };
  const { checks } = await report(({ check }) => check("c", { ...advice, judge: () => problem }));
  assert.equal([checks[0]?.passed, checks[0]?.problem, checks[0]?.hint], [false, problem, "Take x away."]);
});

test("a section may be on another step's page", async () => {
  const { checks } = await report(({ check }) =>
    check("c", { ...judging(() => {}), section: "04-tweetbot#message" }),
  );
  assert.is(checks[0]?.doc, "docs/04-tweetbot.md#message");
});

test("a check knows the line of the step's folder where it is declared, also one that a helper makes", async () => {
  const folder = temporaryFolder();
  const lines = [
    "const helper = async check => { await null; await check('helped', { section: '', hint: '', judge() {} }); };",
    "export default async ({ check }) => {",
    "  await check('direct', { section: '', hint: '', judge() {} });",
    "  await helper(check);",
    "};",
  ];
  writeFileSync(path.join(folder, "verify.mjs"), lines.join("\n"));
  const verify = (await import(pathToFileURL(path.join(folder, "verify.mjs")).href)).default as Verify;
  const { checks } = await report(verify, succeeding, folder);
  assert.equal(
    checks.map(({ place }) => place),
    [
      { file: "verify.mjs", line: 3 },
      { file: "verify.mjs", line: 1 },
    ],
  );
});

test("what a check throws is explained by its kind", async () => {
  assert.equal(await problemOf(() => assert.equal({ a: 1 }, { a: 2 }, "the output")), {
    message: "the output",
    expected: '{"a":2}',
    actual: '{"a":1}',
  });
  assert.equal(await problemOf(() => assert.is(undefined, 1)), {
    message: "",
    expected: "1",
    actual: "undefined",
  });
  assert.equal(await problemOf(() => assert.match("abc", /x/)), {
    message: "",
    expected: "/x/",
    actual: '"abc"',
  });
  assert.equal(await problemOf(() => assert.ok(false, "no author")), { message: "no author" });
  assert.equal(await problemOf(() => assert.unreachable("never here")), { message: "never here" });
  assert.equal(await problemOf(() => Promise.reject(new TypeError("x is not"))), {
    message: "TypeError: x is not",
  });
});

test("what is not an error is explained, too", async () => {
  for (const [thrown, shown] of [
    ["text", '"text"'],
    [undefined, "undefined"],
    [null, "null"],
    [{ a: 1 }, '{"a":1}'],
  ]) {
    assert.equal(await problemOf(() => Promise.reject(thrown)), { message: `It threw ${shown}` });
  }
});

test("the name of an execution begins with verify, or with what the script asks for", async () => {
  const names: string[] = [];
  const naming: Answers = {
    ...succeeding,
    StartExecution: input => {
      names.push(String(input.name));
      return succeeding.StartExecution?.(input);
    },
  };
  await report(async ({ run }) => {
    await run("one", "first");
    await run("two", "second", { word: "nightly" });
  }, naming);
  assert.equal(
    names.map(name => name.split("-")[0]),
    ["verify", "nightly"],
  );
});

test("executions are reported in the order in which the script asks for them, tables as they come", async () => {
  const slow: Answers = {
    ...succeeding,
    DescribeExecution: async input => {
      if (input.executionArn === 'arn:"first"') await new Promise(resolve => setTimeout(resolve, 20));
      return succeeding.DescribeExecution?.(input);
    },
  };
  const { executions, tables } = await report(async ({ run, follow, table }) => {
    await Promise.all([run("one", "first"), run("two", "second"), follow("three", "arn:third")]);
    table("T", [["a"]]);
  }, slow);
  assert.equal(
    executions.map(({ title, execution }) => [title, execution.arn]),
    [
      ["one", 'arn:"first"'],
      ["two", 'arn:"second"'],
      ["three", "arn:third"],
    ],
  );
  assert.equal(tables, [{ title: "T", rows: [["a"]] }]);
});

test("an execution that never ends is stopped, and returned as it was", async () => {
  const { checks, calls, executions } = await report(
    async ({ run, check }) => {
      const execution = await run("Endless", {}, { limit: 0.02 });
      await check(
        "It ends",
        judging(() => assert.is(execution.status, "SUCCEEDED")),
      );
    },
    {
      ...succeeding,
      DescribeExecution: () => ({ name: "e", status: "RUNNING", startDate: new Date() }),
      GetExecutionHistory: () => ({ events: [] }),
    },
  );
  assert.equal(checks[0]?.problem, { message: "", expected: '"SUCCEEDED"', actual: '"RUNNING"' });
  assert.equal(calls.at(-1), {
    name: "StopExecution",
    input: { executionArn: "arn:{}", error: "Workshop.Stopped", cause: "It ran for over 0.02 s." },
  });
  assert.is(executions[0]?.title, "Endless");
});

test("a verify script that crashes has failed, after what it has checked before", async () => {
  const { checks } = await report(async ({ check }) => {
    await check(
      "good",
      judging(() => {}),
    );
    JSON.parse("{");
  });
  assert.equal(
    checks.map(({ name, passed }) => [name, passed]),
    [
      ["good", true],
      ["The verification runs to its end", false],
    ],
  );
  assert.match(checks[1]?.problem?.message ?? "", /^SyntaxError: /);
  assert.is(checks[1]?.doc, "docs/01-starter.md#run-it");
});

test("what a branch does that still runs after the crash is left out of the report, its execution is not", async () => {
  const late: Answers = {
    ...succeeding,
    StartExecution: async input => {
      await new Promise(resolve => setTimeout(resolve, 20));
      return succeeding.StartExecution?.(input);
    },
  };
  const { checks, executions } = await report(async ({ run, check }) => {
    const branch = async () => {
      await run("late", {});
      await check(
        "late",
        judging(() => {}),
      );
    };
    await Promise.all([branch(), Promise.reject(new Error("crash"))]);
  }, late);
  await new Promise(resolve => setTimeout(resolve, 20));
  assert.equal(
    checks.map(({ name }) => name),
    ["The verification runs to its end"],
  );
  assert.equal(
    executions.map(({ title }) => title),
    ["late"],
  );
});

test("a target that is lost fails no check, inside of one or outside", async () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const expired = Object.assign(new Error("The token has expired"), { name: "ExpiredTokenException" });
  for (const lost of [refused, expired]) {
    const verifies: Verify[] = [
      async ({ check }) =>
        check(
          "c",
          judging(() => Promise.reject(lost)),
        ),
      async ({ run }) => void (await run("r", {})),
    ];
    for (const verify of verifies) {
      const answers = { ...succeeding, DescribeExecution: () => lost };
      const outcome = await report(verify, answers).catch(error => error);
      assert.is(outcome, lost);
    }
  }
});

test("a target that is lost when an execution is to be stopped is told once the execution has ended", async () => {
  const lost = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const answers: Answers = {
    ...succeeding,
    DescribeExecution: async input => {
      await new Promise(resolve => setTimeout(resolve, 20));
      return succeeding.DescribeExecution?.(input);
    },
    StopExecution: () => lost,
  };
  const stopping: Verify = async ({ run }) => void (await run("r", {}, { stopAfter: 0.001 }));
  assert.is(await report(stopping, answers).catch(error => error), lost);
});

test("an execution that can't be started or followed is no execution, and the report waits for the others", async () => {
  const { checks, executions } = await report(
    async ({ run, follow }) => {
      await Promise.all([run("refused", "bad"), follow("lost", "arn:lost"), run("good", "good")]);
    },
    {
      StartExecution: ({ input }) =>
        input === '"bad"'
          ? Object.assign(new Error("no such machine"), { name: "StateMachineDoesNotExist" })
          : succeeding.StartExecution?.({ input }),
      DescribeExecution: async input => {
        if (input.executionArn === "arn:lost") return new Error("lost");
        await new Promise(resolve => setTimeout(resolve, 20));
        return succeeding.DescribeExecution?.(input);
      },
      GetExecutionHistory: () => succeeding.GetExecutionHistory?.({}),
    },
  );
  assert.is(checks.length, 1);
  assert.match(
    checks[0]?.problem?.message ?? "",
    /^(StateMachineDoesNotExist: no such machine|Error: lost)$/,
  );
  assert.equal(
    executions.map(({ title }) => title),
    ["good"],
  );
});

test.run();
