import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { SFNClient } from "@aws-sdk/client-sfn";
import jsonata from "jsonata";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth } from "./emulators.ts";
import { only, type Run, result, run, types } from "./executions.ts";

interface Context {
  sfn: { local: SFNClient; plain: SFNClient };
  stop(): Promise<void>;
}
const test = suite<Context>("JSONata and variables work as on AWS");

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.stop = stop;
  context.sfn = { local: new SFNClient(local.config), plain: new SFNClient(plain.config) };
});
test.after(async context => context.stop?.());

/** A definition in JSONata. */
const inJsonata = (definition: object) => ({ QueryLanguage: "JSONata", ...definition });
const pass = (Output: unknown) => inJsonata(only({ Type: "Pass", Output }));
const branch = (state: { Type: string; [field: string]: unknown }, name = "Inner") => ({
  StartAt: name,
  States: { [name]: state.Type === "Fail" ? state : { End: true, ...state } },
});
const distributed = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };
const list = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:sqs:listQueues" };
const input = { name: "Ada", n: 2, nums: [3, 1, 2], nothing: null, prefix: "there-is-none-" };

/** What definitions come to, in JSONata. */
const outcomes: Record<string, [definition: object, output: unknown]> = {
  "Pass: Output and Assign see the variables as they were": [
    {
      StartAt: "Set",
      States: {
        Set: {
          Type: "Pass",
          Assign: { x: "{% $states.input.n %}", y: [1, "{% $states.input.name %}"] },
          Next: "Swap",
        },
        Swap: {
          Type: "Pass",
          Assign: { x: "{% $y %}", y: "{% $x %}" },
          Output: "{% [$x, $y] %}",
          Next: "Show",
        },
        Show: {
          Type: "Pass",
          Output: { before: "{% $states.input %}", x: "{% $x %}", y: "{% $y %}" },
          End: true,
        },
      },
    },
    { before: [2, 1, "Ada"], x: [1, "Ada"], y: 2 },
  ],
  "Pass: without Output it hands its input on": [only({ Type: "Pass" }), input],
  "Choice: the rule's Output and Assign": [
    only(
      {
        Type: "Choice",
        Choices: [
          {
            Condition: "{% $states.input.n > 1 %}",
            Output: "{% $states.input.name %}",
            Assign: { way: "rule" },
            Next: "End",
          },
        ],
        Default: "End",
        Assign: { way: "default" },
      },
      { End: { Type: "Pass", Output: "{% $states.input & ' by ' & $way %}", End: true } },
    ),
    "Ada by rule",
  ],
  "Choice: Output and Assign on the way to its Default": [
    only(
      {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.n > 2 %}", Next: "End" }],
        Default: "End",
        Output: "{% $states.input.n %}",
        Assign: { way: "default" },
      },
      { End: { Type: "Pass", Output: "{% $states.input & ' by ' & $way %}", End: true } },
    ),
    "2 by default",
  ],
  "Wait: Seconds, Output and Assign": [
    only(
      {
        Type: "Wait",
        Seconds: "{% $states.input.n - 2 %}",
        Output: "{% $states.input.name %}",
        Assign: { waited: true },
        Next: "End",
      },
      { End: { Type: "Succeed", Output: { name: "{% $states.input %}", waited: "{% $waited %}" } } },
    ),
    { name: "Ada", waited: true },
  ],
  "Task: Arguments, Output and Assign": [
    only(
      {
        ...list,
        Arguments: { QueueNamePrefix: "{% $states.input.prefix %}" },
        Assign: { found: "{% $count($states.result.QueueUrls) %}" },
        Output: "{% $states.input.name %}",
        Next: "End",
      },
      { End: { Type: "Pass", Output: { name: "{% $states.input %}", found: "{% $found %}" }, End: true } },
    ),
    { name: "Ada", found: 0 },
  ],
  "Parallel: Arguments, Output and Assign; branches read outer variables, and leave nothing behind": [
    {
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { outer: "o" }, Next: "Both" },
        Both: {
          Type: "Parallel",
          Arguments: { who: "{% $states.input.name %}" },
          Branches: [
            branch({ Type: "Pass", Assign: { inner: 1 }, Output: "{% $states.input.who & $outer %}" }),
            branch({ Type: "Pass", Assign: { inner: 2 } }, "Other"),
          ],
          Output: "{% $append($states.result, $states.input.n) %}",
          Assign: { first: "{% $states.result[0] %}" },
          Next: "End",
        },
        End: { Type: "Pass", Output: "{% [$states.input, $first, $exists($inner)] %}", End: true },
      },
    },
    ["Adao", { who: "Ada" }, 2, "Adao", false],
  ],
  "Map: Items, ItemSelector, Output and Assign": [
    only(
      {
        Type: "Map",
        Items: "{% $sort($states.input.nums) %}",
        ItemSelector: {
          who: "{% $states.input.name %}",
          index: "{% $states.context.Map.Item.Index %}",
          value: "{% $states.context.Map.Item.Value %}",
        },
        MaxConcurrency: "{% $states.input.n %}",
        ItemProcessor: branch({
          Type: "Pass",
          Output: "{% $states.input.who & $states.input.index & ($states.context.Map.Item.Value * 10) %}",
        }),
        Output: "{% $join($states.result, ' ') %}",
        Assign: { many: "{% $count($states.result) %}" },
        Next: "End",
      },
      { End: { Type: "Pass", Output: "{% $states.input & ' ' & $many %}", End: true } },
    ),
    "Ada010 Ada120 Ada230 3",
  ],
  "Distributed Map: Items, ItemSelector, Output and Assign; it does not see outer variables": [
    {
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { outer: "o" }, Next: "Each" },
        Each: {
          Type: "Map",
          Items: "{% $states.input.nums %}",
          ItemSelector: { value: "{% $states.context.Map.Item.Value %}", outer: "{% $outer %}" },
          ItemProcessor: {
            ...distributed,
            ...branch({
              Type: "Pass",
              Output: "{% [$states.input.value, $states.input.outer, $exists($outer)] %}",
            }),
          },
          Output: "{% $states.result[0] %}",
          Assign: { many: "{% $count($states.result) %}" },
          Next: "End",
        },
        End: { Type: "Pass", Output: "{% [$states.input, $many] %}", End: true },
      },
    },
    [3, "o", false, 3],
  ],
  "Catch: Output and Assign": [
    only(
      {
        Type: "Parallel",
        Branches: [
          branch({ Type: "Fail", Error: "{% 'No' & $states.input.n %}", Cause: "{% $states.input.name %}" }),
        ],
        Catch: [
          {
            ErrorEquals: ["No2"],
            Output: { error: "{% $states.errorOutput %}", input: "{% $states.input.n %}" },
            Assign: { caught: "{% $states.errorOutput.Error %}" },
            Next: "End",
          },
        ],
      },
      { End: { Type: "Pass", Output: "{% $merge([$states.input, {'caught': $caught}]) %}", End: true } },
    ),
    { error: { Error: "No2", Cause: "Ada" }, input: 2, caught: "No2" },
  ],
  "Catch: without Output it hands the error on": [
    only(
      {
        Type: "Map",
        Items: [1],
        ItemProcessor: branch({ Type: "Fail", Error: "No" }),
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }],
      },
      { End: { Type: "Succeed" } },
    ),
    { Error: "No", Cause: null },
  ],
  "null is a value": [
    only({ Type: "Pass", Output: { x: "{% $states.input.nothing %}", y: null } }),
    { x: null, y: null },
  ],
  "the functions that Step Functions adds": [
    only({
      Type: "Pass",
      Output: {
        partition: "{% $partition([1..5], 2) %}",
        range: "{% $range(0, 10, 4) %}",
        hash: "{% $hash('abc', 'SHA-256') %}",
        random: "{% $random(7) = $random(7) and $random() < 1 %}",
        uuid: "{% $match($uuid(), /^[0-9a-f-]{36}$/).index %}",
        parse: "{% $parse('{\"a\":[1]}').a %}",
      },
    }),
    {
      partition: [[1, 2], [3, 4], [5]],
      range: [0, 4, 8],
      hash: createHash("sha256").update("abc").digest("hex"),
      random: true,
      uuid: 0,
      parse: [1],
    },
  ],
  "the context object": [
    only({
      Type: "Pass",
      Output: "{% $keys($states.context) ~> $append($keys($states.context.Execution)) %}",
    }),
    ["Execution", "StateMachine", "State", "Id", "Input", "StartTime", "Name", "RoleArn", "RedriveCount"],
  ],
};

for (const [what, [definition, output]] of Object.entries(outcomes)) {
  test(what, async ({ sfn }) =>
    assert.equal(result(await run(sfn.local, inJsonata(definition), input)), output),
  );
}

/** What definitions in JSONata fail with, and where. */
const failures: Record<string, [state: object, field: string, reason: string]> = {
  "a field that is not there": [
    { Type: "Pass", Output: { a: { b: "{% $states.input.nope %}" } } },
    "Output/a/b",
    "The JSONata expression '$states.input.nope' specified for the field 'Output/a/b' returned nothing (undefined).",
  ],
  "a variable that is not there": [
    { Type: "Pass", Assign: { x: ["{% $nope %}"] } },
    "Assign/x[0]",
    "The JSONata expression '$nope' specified for the field 'Assign/x[0]' returned nothing (undefined).",
  ],
  "$eval, which Step Functions leaves out": [
    { Type: "Pass", Output: "{% $eval('1') %}" },
    "Output",
    "The JSONata expression '$eval('1')' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function",
  ],
  "a function as the output": [
    { Type: "Pass", Output: "{% $sum %}" },
    "Output",
    "The JSONata expression '$sum' specified for the field 'Output' returned an unsupported result type.",
  ],
  "a token outside of a task that waits for one": [
    { Type: "Pass", Output: "{% $states.context.Task.Token %}" },
    "Output",
    "The JSONata expression '$states.context.Task.Token' specified for the field 'Output' returned nothing (undefined).",
  ],
  "a condition that is not a boolean": [
    { Type: "Choice", Choices: [{ Condition: "{% $states.input.n %}", Next: "Caught" }], Default: "Caught" },
    "Choices[0]/Condition",
    "The JSONata expression '$states.input.n' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 2",
  ],
  "items that are no array": [
    { Type: "Map", Items: "{% $states.input.name %}", ItemProcessor: branch({ Type: "Pass" }) },
    "Items",
    "The JSONata expression '$states.input.name' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'string' for value: \"Ada\"",
  ],
  "a negative wait": [
    { Type: "Wait", Seconds: "{% -$states.input.n %}" },
    "Seconds",
    "Seconds cannot be negative but was: -2",
  ],
  "a time that is none": [
    { Type: "Wait", Timestamp: "{% $states.input.name %}" },
    "Timestamp",
    "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: Ada",
  ],
  "a Fail state's error that is not there": [
    { Type: "Fail", Error: "{% $states.input.nope %}" },
    "Error",
    "The JSONata expression '$states.input.nope' specified for the field 'Error' returned nothing (undefined).",
  ],
};

for (const [what, [state, location, reason]] of Object.entries(failures)) {
  test(`States.QueryEvaluationError: ${what}`, async ({ sfn }) => {
    const reached = JSON.stringify(state).includes('"Caught"') ? { Caught: { Type: "Succeed" } } : {};
    const ran = await run(sfn.local, inJsonata(only(state, reached)), input);
    const error = "States.QueryEvaluationError";
    const cause = `An error occurred while executing the state 'Only' (entered at the event id #2). ${reason}`;
    assert.equal(result(ran), [error, cause]);
    const failed = ran.events.find(({ type }) => type === "EvaluationFailed");
    assert.equal(failed?.evaluationFailedEventDetails, { error, cause, state: "Only", location });
  });
}

test("what fails before a state has begun links to the event that the state's entry links to", async ({
  sfn,
}) => {
  const states = {
    Begin: { Type: "Pass", Next: "Fail" },
    Fail: { Type: "Pass", Output: "{% $nope %}", End: true },
  };
  const { events } = await run(sfn.local, inJsonata({ StartAt: "Begin", States: states }));
  const linked = events.map(({ type, id, previousEventId }) => `${type} ${id} ${previousEventId}`);
  assert.equal(linked.slice(2, 5), ["PassStateExited 3 2", "PassStateEntered 4 3", "EvaluationFailed 5 3"]);
});

test("Catch and Retry take States.QueryEvaluationError, before a task as after it", async ({ sfn }) => {
  const rescue = {
    Retry: [{ ErrorEquals: ["States.QueryEvaluationError"], IntervalSeconds: 0, MaxAttempts: 1 }],
    Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Caught" }],
  };
  const others = { Caught: { Type: "Pass", Output: "caught", End: true } };
  const [before, after] = await Promise.all([
    run(sfn.local, inJsonata(only({ ...list, Arguments: "{% $nope %}", ...rescue }, others))),
    run(sfn.local, inJsonata(only({ ...list, Arguments: {}, Output: "{% $nope %}", ...rescue }, others))),
  ]);
  assert.equal([result(before), result(after)], ["caught", "caught"]);
  const count = (ran: Run, wanted: string) => types(ran).filter(type => type === wanted).length;
  assert.equal([count(before, "EvaluationFailed"), count(before, "TaskScheduled")], [2, 0]);
  assert.equal([count(after, "EvaluationFailed"), count(after, "TaskSucceeded")], [2, 2]);
  assert.is(count(after, "TaskFailed"), 0);
});

test("a failure inside branches and iterations is caught around them", async ({ sfn }) => {
  const inner = { Type: "Pass", Output: "{% $states.input.nope %}" };
  const rescue = { Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Caught" }] };
  const others = { Caught: { Type: "Pass", Output: "{% $states.input.Error %}", End: true } };
  const [parallel, map] = await Promise.all([
    run(sfn.local, inJsonata(only({ Type: "Parallel", Branches: [branch(inner)], ...rescue }, others))),
    run(
      sfn.local,
      inJsonata(only({ Type: "Map", Items: [1], ItemProcessor: branch(inner), ...rescue }, others)),
    ),
  ]);
  assert.equal(
    [result(parallel), result(map)],
    ["States.QueryEvaluationError", "States.QueryEvaluationError"],
  );
  assert.ok(types(map).includes("MapIterationFailed"));
});

test("TimeoutSeconds and HeartbeatSeconds may be expressions", async ({ sfn }) => {
  const limits = { TimeoutSeconds: "{% $states.input.n * 30 %}", HeartbeatSeconds: "{% $states.input.n %}" };
  const ran = await run(sfn.local, inJsonata(only({ ...list, Arguments: {}, ...limits })), input);
  const scheduled = ran.events[2]?.taskScheduledEventDetails;
  assert.equal([scheduled?.timeoutInSeconds, scheduled?.heartbeatInSeconds], [60, 2]);
});

test("states of both query languages share their variables, which the history tells", async ({ sfn }) => {
  const ran = await run(
    sfn.local,
    {
      StartAt: "Paths",
      States: {
        Paths: {
          Type: "Pass",
          Parameters: { "upper.$": "$.name" },
          ResultPath: "$.made",
          Assign: {
            "who.$": "$.upper",
            "id.$": "$$.Execution.Name",
            list: [{ n: 1 }],
            "joined.$": "States.Format('{}!', $.upper)",
          },
          Next: "Expressions",
        },
        Expressions: {
          QueryLanguage: "JSONata",
          Type: "Pass",
          Output: { who: "{% $who %}", made: "{% $states.input.made.upper %}", joined: "{% $joined %}" },
          Assign: { list: "{% $append($list, {'n': 2}) %}" },
          Next: "Again",
        },
        Again: {
          Type: "Pass",
          Parameters: {
            "in.$": "$",
            "who.$": "$who",
            "n.$": "$list[1].n",
            "text.$": "States.Format('{} {}', $who, $list[0].n)",
          },
          Next: "Each",
        },
        Each: {
          Type: "Map",
          ItemsPath: "$list",
          ItemSelector: { "n.$": "$$.Map.Item.Value.n", "who.$": "$who" },
          ItemProcessor: branch({ Type: "Pass" }),
          ResultPath: "$.each",
          Next: "Which",
        },
        Which: {
          Type: "Choice",
          Choices: [{ Variable: "$who", StringEquals: "Ada", Assign: { "last.$": "$.n" }, Next: "End" }],
          Default: "Never",
        },
        Never: { Type: "Fail" },
        End: {
          Type: "Pass",
          Parameters: { "last.$": "$last", "each.$": "$.each", "text.$": "$.text" },
          End: true,
        },
      },
    },
    input,
  );
  assert.equal(result(ran), {
    last: 2,
    each: [
      { n: 1, who: "Ada" },
      { n: 2, who: "Ada" },
    ],
    text: "Ada 1",
  });
  const exited = ran.events.find(({ type }) => type === "PassStateExited")?.stateExitedEventDetails;
  const { id, ...texts } = exited?.assignedVariables ?? {};
  assert.equal(texts, { who: '"Ada"', list: '[{"n": 1}]', joined: '"Ada!"' });
  assert.is(id, JSON.stringify(ran.description.name));
  assert.equal(exited?.assignedVariablesDetails, { truncated: false });
});

test("JSONPath: Assign of a task, a wait and a Catch; a variable that is not there", async ({ sfn }) => {
  const show = (name: string) => ({ Type: "Pass", Parameters: { "x.$": name }, End: true });
  const [task, wait, caught, missing] = await Promise.all([
    run(
      sfn.local,
      only(
        {
          Type: "Task",
          Resource: "arn:aws:states:::events:putEvents",
          Parameters: { Entries: [{ Source: "test", DetailType: "Test", Detail: {} }] },
          ResultSelector: { "selected.$": "$.FailedEntryCount" },
          Assign: { "x.$": "$.FailedEntryCount" },
          Next: "End",
        },
        { End: show("$x") },
      ),
    ),
    run(
      sfn.local,
      only(
        { Type: "Wait", Seconds: 0, InputPath: "$.nums", Assign: { "x.$": "$[0]" }, Next: "End" },
        { End: show("$x") },
      ),
      input,
    ),
    run(
      sfn.local,
      only(
        {
          Type: "Parallel",
          Branches: [branch({ Type: "Fail", Error: "No", Cause: "Never" })],
          Catch: [{ ErrorEquals: ["No"], Assign: { "x.$": "$.Cause" }, Next: "End" }],
        },
        { End: show("$x") },
      ),
    ),
    run(sfn.local, only({ Type: "Pass", Parameters: { "x.$": "$nope" } })),
  ]);
  assert.equal([result(task), result(wait), result(caught)], [{ x: 0 }, { x: 3 }, { x: "Never" }]);
  assert.is(missing.description.error, "States.Runtime");
  assert.match(missing.description.cause ?? "", /The JSONPath '\$nope' specified for the field 'x\.\$'/);
});

test("the engine agrees with JSONata 2.0.6", async ({ sfn }) => {
  const file = new URL("jsonata-expressions.json", import.meta.url);
  const { input, expressions } = JSON.parse(await readFile(file, "utf8"));
  const wanted = await Promise.all(expressions.map((expression: string) => evaluate(expression, input)));
  const all = expressions.map((expression: string, index: number) => ({ expression, ...wanted[index] }));
  const right = all.filter(({ value }: Evaluation) => value !== undefined);
  const wrong = all.filter(({ value }: Evaluation) => value === undefined);
  assert.ok(right.length > 300 && wrong.length > 30);

  const Output = right.map(({ expression }: Evaluation) => `{% ${expression} %}`);
  const values = result(await run(sfn.local, pass(Output), input)) as unknown[];
  right.forEach(({ expression, value }: Evaluation, index: number) => {
    assert.equal(values[index], value, expression);
  });
  await Promise.all(
    wrong.map(async ({ expression, reason }: Evaluation) => {
      const ran = await run(sfn.local, pass(`{% ${expression} %}`), input);
      assert.is(ran.description.error, "States.QueryEvaluationError", expression);
      assert.ok(ran.description.cause?.includes(reason), `${expression}: ${ran.description.cause}`);
    }),
  );
});

interface Evaluation {
  expression: string;
  /** What it comes to, as JSON. */
  value?: unknown;
  /** What the cause of its failure says. */
  reason: string;
}

async function evaluate(expression: string, input: unknown): Promise<Evaluation> {
  try {
    const value = await jsonata(expression).evaluate(undefined, { states: { input, context: {} } });
    if (value === undefined) return { expression, reason: "returned nothing (undefined)" };
    if (typeof value === "function" || value?._jsonata_function)
      return { expression, reason: "returned an unsupported result type" };
    return { expression, value: JSON.parse(JSON.stringify(value)), reason: "" };
  } catch (error) {
    return { expression, reason: `threw an error during evaluation. ${(error as { code: string }).code}` };
  }
}

test("MiniStack alone does otherwise", async ({ sfn }) => {
  const of = (what: string) => run(sfn.plain, inJsonata(outcomes[what]?.[0] ?? {}), input);
  const [succeed, parallel, distributed, paths, undefinedField, number] = await Promise.all([
    of("Wait: Seconds, Output and Assign"),
    of("Parallel: Arguments, Output and Assign; branches read outer variables, and leave nothing behind"),
    of("Distributed Map: Items, ItemSelector, Output and Assign; it does not see outer variables"),
    run(
      sfn.plain,
      only(
        { Type: "Pass", Assign: { x: 1 }, Next: "End" },
        { End: { Type: "Pass", Parameters: { "x.$": "$x" }, End: true } },
      ),
    ),
    run(sfn.plain, pass("{% $states.input.nope %}")),
    run(sfn.plain, pass("{% $number('abc') %}")),
  ]);
  const differs = (ran: Run, wanted: unknown, drop: string) =>
    assert.is.not(
      JSON.stringify(result(ran)),
      JSON.stringify(wanted),
      `MiniStack now does this alone: drop ${drop}.`,
    );
  differs(succeed, outcomes["Wait: Seconds, Output and Assign"]?.[1], "run_succeed");
  differs(parallel, Object.values(outcomes)[6]?.[1], "run_parallel");
  differs(distributed, Object.values(outcomes)[8]?.[1], "distributed_result");
  differs(paths, { x: 1 }, "the variables in resolve_path, and Flow.variables");
  assert.not.ok(
    types(undefinedField).includes("EvaluationFailed"),
    "MiniStack now logs evaluations that fail: drop jsonata.py.",
  );
  assert.not.match(
    number.description.cause ?? "",
    /D3030/,
    "MiniStack's engine now has $number's error: drop jsonata_functions.py.",
  );
});

test.run();
