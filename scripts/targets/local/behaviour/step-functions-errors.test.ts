import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, until } from "./emulators.ts";
import { ended, only, start } from "./executions.ts";

const input = { name: "Ada", nothing: null, text: "{", minus: -1, items: [{ id: 1 }] };
const inputText = JSON.stringify(input);
const limit = 256 * 1024;

const pass = { Type: "Pass", End: true };
const succeed = { Type: "Succeed" };
const caught = [{ ErrorEquals: ["States.ALL"], Next: "Caught" }];
const task = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:sqs:listQueues",
  Parameters: {},
  End: true,
};
const failing = {
  Type: "Task",
  Resource: "arn:aws:lambda:us-east-1:000000000000:function:missing",
  End: true,
};
const choose = (rule: object) => ({
  Type: "Choice",
  Choices: [{ ...rule, Next: "Caught" }],
  Default: "Other",
});
const parse = { "x.$": "States.StringToJson($.text)" };
const branch = (state: object, name = "Inner") => ({ StartAt: name, States: { [name]: state } });

/** The state `Only` of each state machine; `Caught` and `Other` are there when it goes to them. */
const states = {
  parameters: { ...task, Parameters: { "QueueNamePrefix.$": "$.message.text" }, Catch: caught },
  runtimeNamed: {
    ...task,
    Parameters: { "QueueNamePrefix.$": "$.message.text" },
    Catch: [{ ErrorEquals: ["States.Runtime"], Next: "Caught" }],
  },
  nested: { ...pass, Parameters: { list: [{ "id.$": "$.id" }] } },
  context: { ...pass, Parameters: { "token.$": "$$.Task.Token" } },
  resultSelector: { ...task, ResultSelector: { "x.$": "$.nope" }, Catch: caught },
  inputPath: { ...pass, InputPath: "$.message.text" },
  outputPath: { ...succeed, OutputPath: "$.message" },
  itemsPath: { Type: "Map", ItemsPath: "$.nope", ItemProcessor: branch(pass), End: true },
  notAnArray: { Type: "Map", ItemsPath: "$.name", ItemProcessor: branch(pass), End: true },
  secondsPath: { Type: "Wait", SecondsPath: "$.nope", End: true },
  secondsNotANumber: { Type: "Wait", SecondsPath: "$.name", End: true },
  secondsNegative: { Type: "Wait", SecondsPath: "$.minus", End: true },
  causePath: { Type: "Fail", Error: "Mine", CausePath: "$.nope" },
  unknownForm: { ...pass, Parameters: { "x.$": "$..id" } },
  nullValue: { ...pass, Parameters: { "x.$": "$.nothing" } },
  choice: choose({ Variable: "$.nope", StringEquals: "Ada" }),
  choiceInside: choose({ And: [{ Variable: "$.nope", NumericGreaterThan: 1 }] }),
  noRule: { Type: "Choice", Choices: [{ Variable: "$.name", StringEquals: "Bob", Next: "Caught" }] },
  isPresent: choose({
    And: [
      { Variable: "$.name", IsPresent: true },
      { Variable: "$.no.pe", IsPresent: false },
    ],
  }),
  nullIsPresent: choose({ Variable: "$.nothing", IsPresent: true }),
  intrinsicPath: { ...pass, Parameters: { "x.$": "States.Format('Hi {}', $.nope)" } },
  intrinsic: { ...pass, Parameters: parse },
  intrinsicCaught: {
    ...task,
    Parameters: parse,
    Retry: [
      { ErrorEquals: ["States.IntrinsicFailure"], IntervalSeconds: 1, MaxAttempts: 1, MaxDelaySeconds: 2 },
    ],
    Catch: caught,
  },
  inBranch: {
    Type: "Parallel",
    Branches: [branch({ ...pass, InputPath: "$.nope" })],
    Catch: caught,
    End: true,
  },
  inIteration: {
    Type: "Map",
    ItemsPath: "$.items",
    ItemProcessor: branch({ ...pass, Parameters: { "x.$": "$.nope" } }),
    End: true,
  },
  parallelResult: {
    Type: "Parallel",
    Branches: [branch(pass)],
    ResultSelector: { "x.$": "$[0].nope" },
    End: true,
  },
  tooLarge: {
    Type: "Parallel",
    Branches: [branch(pass), branch(pass, "Second")],
    Catch: caught,
    End: true,
  },
  tooLargeInBytes: { ...pass, Result: "é".repeat(limit / 2) },
  justFits: { ...pass, Result: "é".repeat(limit / 2 - 1) },
  capped: {
    ...failing,
    Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 3, MaxDelaySeconds: 1, MaxAttempts: 1 }],
  },
  jittered: {
    ...failing,
    Retry: [
      {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 1,
        BackoffRate: 1,
        MaxAttempts: 6,
        JitterStrategy: "FULL",
      },
    ],
  },
  failure: { Type: "Fail", Error: "Boom", Cause: "on purpose" },
  noTopic: {
    ...task,
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:nothing", Message: "x" },
  },
};
type Name = keyof typeof states;
const names = Object.keys(states) as Name[];
const large = JSON.stringify("x".repeat(limit / 2));

interface Run {
  description: DescribeExecutionCommandOutput;
  events: HistoryEvent[];
}

async function run(sfn: SFNClient, name: Name): Promise<Run> {
  const others = { Caught: succeed, Other: { Type: "Pass", Result: "other", End: true } };
  const reached = Object.entries(others).filter(([to]) => JSON.stringify(states[name]).includes(`"${to}"`));
  const definition = JSON.stringify({
    StartAt: "Only",
    States: { Only: states[name], ...Object.fromEntries(reached) },
  });
  const roleArn = "arn:aws:iam::000000000000:role/behaviour";
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: name === "tooLarge" ? large : inputText }),
  );
  const description = await until(async () => {
    const seen = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return seen.status === "RUNNING" ? undefined : seen;
  });
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  return { description, events };
}

async function runAll<N extends Name>(sfn: SFNClient, all: N[]): Promise<Record<N, Run>> {
  const runs = all.map(async name => [name, await run(sfn, name)]);
  return Object.fromEntries(await Promise.all(runs));
}

interface Context {
  sfn: { local: SFNClient; plain: SFNClient };
  local: Record<Name, Run>;
  stop(): Promise<void>;
}
const test = suite<Context>("Step Functions fails as on AWS");

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.stop = stop;
  context.sfn = { local: new SFNClient(local.config), plain: new SFNClient(plain.config) };
  context.local = await runAll(context.sfn.local, names);
});
test.after(async context => context.stop?.());

const error = ({ description: { error, cause } }: Run) => [error, cause];
const runtime = (reason: string) => [
  "States.Runtime",
  `An error occurred while executing the state 'Only' (entered at the event id #2). ${reason}`,
];
const notFound = (path: string, field: string, within = inputText) =>
  runtime(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${within}'`,
  );

test("what SNS refuses has the exception's name and its reason", async ({ local, sfn }) => {
  assert.equal(error(local.noTopic)[0], "SNS.NotFoundException");
  assert.not.match(error(local.noTopic)[1] ?? "", "<");
  const { noTopic } = await runAll(sfn.plain, ["noTopic"]);
  assert.is(
    error(noTopic)[0],
    "SNS.PublishFailed",
    "MiniStack now names SNS's exceptions: drop publishing.py.",
  );
});

test("a path in Parameters that the input lacks fails the execution, whatever Catch says", async ({
  local,
  sfn,
}) => {
  assert.equal(error(local.parameters), notFound("$.message.text", "QueueNamePrefix.$"));
  assert.equal(
    local.parameters.events.map(event => event.type),
    ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"],
  );
  assert.equal(error(local.runtimeNamed), error(local.parameters));
  assert.equal(error(local.nested), notFound("$.id", "id.$"));
  assert.match(
    error(local.context)[1] ?? "",
    /The JSONPath '\$\$\.Task\.Token' .* the input '{.*"Execution":/,
  );
  const plain = await runAll(sfn.plain, ["nested"]);
  assert.is(
    plain.nested.description.status,
    "SUCCEEDED",
    "MiniStack now refuses paths that the data lacks: drop resolve_path and what catches PathNotFound.",
  );
});

test("a field that is null is found", ({ local }) => {
  assert.equal(JSON.parse(local.nullValue.description.output ?? ""), { x: null });
});

test("a path that the result lacks fails the execution after the task has succeeded", ({ local }) => {
  assert.match(
    error(local.resultSelector)[1] ?? "",
    /^An error occurred .*The JSONPath '\$\.nope' specified for the field 'x\.\$' could not be found/,
  );
  assert.equal(local.resultSelector.events.map(event => event.type).slice(-2), [
    "TaskSucceeded",
    "ExecutionFailed",
  ]);
  assert.equal(error(local.parallelResult), notFound("$[0].nope", "x.$", JSON.stringify([input])));
});

test("InputPath and OutputPath", ({ local }) => {
  const reason = "Invalid path '$.message.text' : No results for path: $['message']['text']";
  assert.equal(error(local.inputPath), runtime(reason));
  assert.equal(
    error(local.outputPath),
    runtime("Invalid path '$.message' : No results for path: $['message']"),
  );
});

test("ItemsPath, SecondsPath and CausePath", ({ local }) => {
  assert.equal(error(local.itemsPath), notFound("$.nope", "ItemsPath"));
  assert.equal(error(local.notAnArray), runtime('Reference path "$.name" must point to array.'));
  const seconds = "The SecondsPath parameter";
  assert.equal(error(local.secondsPath), runtime(`${seconds} does not reference an input value: $.nope`));
  assert.equal(
    error(local.secondsNotANumber),
    runtime(`${seconds} cannot be parsed as a long value: $.name == Ada`),
  );
  assert.equal(
    error(local.secondsNegative),
    runtime(`${seconds} references a negative value: $.minus == -1`),
  );
  assert.equal(error(local.causePath), notFound("$.nope", "CausePath"));
});

test("a JSONPath that the local target cannot evaluate fails and says so", ({ local }) => {
  assert.equal(
    error(local.unknownForm),
    runtime("The local target cannot evaluate JSONPaths of this form: '$..id'"),
  );
});

test("Choice: a Variable that is not there fails, unless IsPresent asks", async ({ local, sfn }) => {
  const reason = "Invalid path '$.nope': The choice state's condition path references an invalid value.";
  assert.equal(error(local.choice), runtime(reason));
  assert.equal(error(local.choiceInside), runtime(reason));
  assert.equal(JSON.parse(local.isPresent.description.output ?? ""), input);
  assert.equal(JSON.parse(local.nullIsPresent.description.output ?? ""), input);
  assert.equal(
    error(local.noRule),
    runtime("Failed to transition out of the state. The state does not point to a next state."),
  );
  const plain = await runAll(sfn.plain, ["choice", "nullIsPresent"]);
  assert.is(
    plain.choice.description.output,
    '"other"',
    "MiniStack now fails a Choice whose Variable is not there: drop evaluate_rule.",
  );
  assert.is(
    plain.nullIsPresent.description.output,
    '"other"',
    "MiniStack now takes null for present: drop that from evaluate_rule.",
  );
});

test("an intrinsic function's failure goes through Retry and Catch", async ({ local, sfn }) => {
  const call = "The function 'States.StringToJson($.text)' had the following error:";
  const [, cause] = runtime(`${call} Invalid arguments in States.StringToJson`);
  assert.equal(error(local.intrinsic), ["States.IntrinsicFailure", cause]);
  const { description, events } = local.intrinsicCaught;
  assert.equal(JSON.parse(description.output ?? ""), { Error: "States.IntrinsicFailure", Cause: cause });
  const waited = Number(description.stopDate) - Number(description.startDate);
  assert.ok(waited >= 1000, `Retry waited for ${waited} ms`);
  assert.not.ok(events.some(event => event.type === "TaskFailed"));
  const missing = "The JsonPath argument for the field '$.nope' could not be found in the input";
  assert.equal(
    error(local.intrinsicPath),
    runtime(
      `The function 'States.Format('Hi {}', $.nope)' had the following error: ${missing} '${inputText}'`,
    ),
  );
  const plain = await runAll(sfn.plain, ["intrinsicCaught"]);
  assert.is(
    plain.intrinsicCaught.description.status,
    "FAILED",
    "MiniStack now catches an intrinsic function's failure: drop evaluate_intrinsic.",
  );
});

test("a failure in a branch or an iteration names the state there, and its event", ({ local }) => {
  for (const name of ["inBranch", "inIteration"] as const) {
    const entered = local[name].events.find(event => event.stateEnteredEventDetails?.name === "Inner");
    assert.is(local[name].description.error, "States.Runtime");
    assert.ok(
      local[name].description.cause?.startsWith(
        `An error occurred while executing the state 'Inner' (entered at the event id #${entered?.id}). `,
      ),
      local[name].description.cause,
    );
  }
});

test("an output of more than 262,144 bytes fails the execution, and States.ALL does not catch that", async ({
  local,
  sfn,
}) => {
  assert.equal(error(local.tooLarge), [
    "States.DataLimitExceeded",
    "The state/task 'Only' returned a result with a size exceeding the maximum number of bytes service limit.",
  ]);
  assert.is(local.tooLargeInBytes.description.error, "States.DataLimitExceeded");
  assert.is(local.justFits.description.status, "SUCCEEDED");
  const plain = await runAll(sfn.plain, ["tooLarge"]);
  assert.is(
    plain.tooLarge.description.status,
    "SUCCEEDED",
    "MiniStack now limits the size of outputs: drop data_limit.py.",
  );
});

test("a failed execution has an error and a cause, and no output", async ({ local, sfn }) => {
  const { description } = local.failure;
  assert.equal([description.error, description.cause], ["Boom", "on purpose"]);
  assert.is(description.output, undefined);
  const plain = await runAll(sfn.plain, ["failure"]);
  assert.ok(
    plain.failure.description.output,
    "MiniStack now leaves a failed execution without output: that is no reason for `end` any more.",
  );
});

/** The seconds between a failed attempt of a task and the next one. */
function pauses({ events }: Run): number[] {
  const times = (type: HistoryEvent["type"]) =>
    events.filter(event => event.type === type).map(event => Number(event.timestamp) / 1000);
  const failed = times("LambdaFunctionFailed");
  return times("LambdaFunctionScheduled")
    .slice(1)
    .map((time, index) => time - Number(failed[index]));
}

test("Retry waits no longer than MaxDelaySeconds, and with JitterStrategy FULL at random", async ({
  local,
  sfn,
}) => {
  const [capped = Number.NaN] = pauses(local.capped);
  assert.ok(capped >= 0.95 && capped < 2.5, `${capped} s`);
  const jittered = pauses(local.jittered);
  assert.is(jittered.length, 6);
  // Without jitter none is shorter than 1 s. With it, 6 of 6 in the last twentieth are 1 in 64 million.
  assert.ok(Math.min(...jittered) < 0.95, jittered.join(" s, "));
  const plain = await runAll(sfn.plain, ["capped"]);
  const { startDate, stopDate } = plain.capped.description;
  assert.ok(
    Number(stopDate) - Number(startDate) >= 3000,
    "MiniStack now knows MaxDelaySeconds: drop interval.",
  );
});

test("the 25,000th event is the execution's failure, which nothing catches", async ({ sfn }) => {
  const again = {
    Type: "Choice",
    Choices: [{ Variable: "$", IsPresent: false, Next: "Done" }],
    Default: "Pass",
  };
  const loop = {
    StartAt: "Pass",
    States: { Pass: { Type: "Pass", Next: "Again" }, Again: again, Done: succeed },
  };
  const inBranch = { Type: "Parallel", Branches: [loop], Catch: caught };
  const newest = async (client: SFNClient, executionArn: string) => {
    const query = { executionArn, reverseOrder: true, maxResults: 1 };
    return (await client.send(new GetExecutionHistoryCommand(query))).events?.[0];
  };
  const slow = 40; // seconds, on a machine that is busy with other things
  const plain = await start(sfn.plain, loop);
  const branch = only({ ...inBranch, End: true }, { Caught: succeed });
  const { description } = await ended(sfn.local, await start(sfn.local, branch), slow);
  assert.equal(
    [description.error, description.cause],
    ["States.Runtime", "The execution reached the maximum number of history events (25000)."],
  );
  const last = await newest(sfn.local, description.executionArn ?? "");
  assert.equal([last?.id, last?.previousEventId, last?.type], [25_000, 24_999, "ExecutionFailed"]);

  const beyond = async () => Number((await newest(sfn.plain, plain))?.id) > 25_000 || undefined;
  await until(beyond, slow).catch(() =>
    assert.unreachable("MiniStack now limits the history: drop MAX_EVENTS."),
  );
  await sfn.plain.send(new StopExecutionCommand({ executionArn: plain }));
});

test("ListExecutions needs a state machine that is there, or a Map Run", async ({ sfn }) => {
  const refusal = (client: SFNClient, query: ListExecutionsCommandInput) =>
    client.send(new ListExecutionsCommand(query)).then(
      () => "answered",
      (reason: Error) => reason.name,
    );
  const missing = "arn:aws:states:us-east-1:000000000000:stateMachine:missing";
  const mapRunArn = "arn:aws:states:us-east-1:000000000000:mapRun:missing/a:b";
  assert.is(await refusal(sfn.local, {}), "InvalidArn");
  assert.is(await refusal(sfn.local, { stateMachineArn: "" }), "InvalidArn");
  assert.is(await refusal(sfn.local, { stateMachineArn: missing }), "StateMachineDoesNotExist");
  assert.is(await refusal(sfn.local, { stateMachineArn: missing, mapRunArn }), "ValidationException");
  assert.is(await refusal(sfn.local, { mapRunArn }), "ResourceNotFound");
  assert.is(
    await refusal(sfn.plain, { stateMachineArn: "" }),
    "answered",
    "MiniStack now refuses to list the executions of no state machine: drop listed_error.",
  );
});

test("StartExecution again answers as before while the execution runs, and is refused afterwards", async ({
  sfn,
}) => {
  const begin = async (client: SFNClient) => {
    const definition = JSON.stringify({
      StartAt: "Only",
      States: { Only: { Type: "Wait", Seconds: 1, End: true } },
    });
    const machine = { name: "again", roleArn: "arn:aws:iam::000000000000:role/behaviour", definition };
    const { stateMachineArn } = await client.send(new CreateStateMachineCommand(machine));
    return (text: string) =>
      client.send(new StartExecutionCommand({ stateMachineArn, name: "once", input: text })).then(
        ({ executionArn, startDate }) => ({ executionArn, startDate }),
        (refusal: Error) => refusal.name,
      );
  };
  const start = await begin(sfn.local);
  const first = await start('{"a":1}');
  assert.ok(typeof first === "object" && first.executionArn);
  assert.equal(await start('{"a":1}'), first);
  assert.is(await start('{"a":2}'), "ExecutionAlreadyExists");
  await until(async () => {
    const { status } = await sfn.local.send(
      new DescribeExecutionCommand({ executionArn: first.executionArn }),
    );
    return status === "SUCCEEDED" || undefined;
  });
  assert.is(await start('{"a":1}'), "ExecutionAlreadyExists");

  const plain = await begin(sfn.plain);
  await plain('{"a":1}');
  assert.is(
    await plain('{"a":1}'),
    "ExecutionAlreadyExists",
    "MiniStack now answers StartExecution again while the execution runs: drop start_execution in executions.py.",
  );
});

test.run();
