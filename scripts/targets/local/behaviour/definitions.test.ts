import {
  CreateStateMachineCommand,
  SFNClient,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator } from "./emulators.ts";

const end = { Type: "Pass", End: true };
const machine = (States: object, StartAt = "Hello") => JSON.stringify({ StartAt, States });
const right = machine({
  Hello: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "Each" }], Default: "Both" },
  Each: { Type: "Map", ItemProcessor: { StartAt: "In", States: { In: end } }, Next: "Hello" },
  Both: {
    Type: "Parallel",
    Branches: [{ StartAt: "In Branch", States: { "In Branch": { Type: "Fail" } } }],
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }],
    End: true,
  },
  Done: { Type: "Succeed" },
});

const types = "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";
const schema = "SCHEMA_VALIDATION_FAILED: ";
const target = (name: string, at: string) =>
  `MISSING_TRANSITION_TARGET: Missing 'Next' target: ${name} at ${at}`;
const unreachable = (name: string) =>
  `MISSING_TRANSITION_TARGET: State "${name}" is not reachable. at /States/${name}`;
const noEnd = "MISSING_END_STATE: Workflow has no terminal state at null";

/** Each wrong definition, and what AWS says of it between quotes. */
const wrong: Record<string, [definition: string, problems: string]> = {
  "a StartAt that names no state": [
    machine({ Hello: end }, "Helo"),
    `${target("Helo", "/StartAt")}, ${unreachable("Hello")}`,
  ],
  "a Next that names no state": [
    machine({ Hello: { Type: "Pass", Next: "After" } }),
    `${target("After", "/States/Hello/Next")}, ${noEnd}`,
  ],
  "a rule of a Choice, its Default and a Catch that name no state": [
    machine({
      Hello: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "X" }], Default: "Task" },
      Task: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: {},
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Y" }],
        Next: "C",
      },
      C: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "Done" }], Default: "Z" },
      Done: end,
    }),
    [
      target("X", "/States/Hello/Choices[0]/Next"),
      target("Y", "/States/Task/Catch[0]/Next"),
      target("Z", "/States/C/Default"),
    ].join(", "),
  ],
  "a task whose resource is a name": [
    machine({ Hello: { Type: "Task", Resource: "sfw-ada-01-starter-hello", End: true } }),
    `${schema}Value is not a valid resource ARN at /States/Hello/Resource`,
  ],
  "a state that nothing leads to": [machine({ Hello: end, Alone: end }), unreachable("Alone")],
  "a circle without an end": [
    machine({ Hello: { Type: "Pass", Next: "Again" }, Again: { Type: "Pass", Next: "Hello" } }),
    noEnd,
  ],
  "neither Next nor End": [
    machine({ Hello: { Type: "Pass" } }),
    `${schema}One of these fields is required: [Next, End] at /States/Hello`,
  ],
  "an unknown type": [
    machine({ Hello: { Type: "Tsk", End: true } }),
    `${schema}The field 'Type' should have one of these values: ${types} at /States/Hello/Type`,
  ],
  "fields that are missing": [
    JSON.stringify({ States: { Task: { Type: "Task", End: true }, None: { End: true } } }),
    [
      `${schema}These fields are required: [StartAt] at /`,
      `${schema}These fields are required: [Resource] at /States/Task`,
      `${schema}These fields are required: [Type] at /States/None`,
    ].join(", "),
  ],
  "a state machine without anything": ["{}", `${schema}These fields are required: [States, StartAt] at /`],
  "a list": ["[]", `${schema}Definition must be a valid JSON object at null`],
  "a mistake inside a branch": [
    machine({ Hello: { Type: "Parallel", Branches: [JSON.parse(machine({ In: end }))], End: true } }),
    `${target("Hello", "/States/Hello/Branches[0]/StartAt")}, MISSING_TRANSITION_TARGET: State "In" is not ` +
      "reachable. at /States/Hello/Branches[0]/States/In",
  ],
  "a mistake inside a Map": [
    machine({ Hello: { Type: "Map", ItemProcessor: JSON.parse(machine({ Hello: {} })), End: true } }),
    `${schema}These fields are required: [Type] at /States/Hello/ItemProcessor/States/Hello`,
  ],
};

/** A state machine of one state. */
const one = (state: object, more: object = {}) =>
  JSON.stringify({ StartAt: "Hello", States: { Hello: { End: true, ...state } }, ...more });
const inJsonata = (state: object) => one(state, { QueryLanguage: "JSONata" });
const task = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f" };
const waiting = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" };
const map = (state: object, config: object = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }) => ({
  ...{ Type: "Map", ItemProcessor: { ProcessorConfig: config, StartAt: "In", States: { In: end } } },
  ...state,
});
const csv = (ReaderConfig: object) =>
  map({
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      Parameters: {},
      ReaderConfig: { InputType: "CSV", ...ReaderConfig },
    },
  });
const refuses = (message: string, at = "/States/Hello") => `${schema}${message} at ${at}`;
const foreign = (own: string, field: string, other: string, at?: string) =>
  refuses(
    `The QueryLanguage is set to '${own}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
    at,
  );
const expression = (text: string, message: string) =>
  [
    inJsonata({ Type: "Pass", Output: { a: [`{% ${text} %}`] } }),
    `${message} at /States/Hello/Output/a[0]`,
  ] as [string, string];
const noContext = (text: string, name: string) =>
  expression(
    text,
    `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '${name}' at the top level is not supported.`,
  );

/** The same for fields and their values, in both query languages. */
const wrongFields: typeof wrong = {
  "a field of another type of state": [
    one({ ...task, Seconds: 1 }),
    refuses("Field 'Seconds' is not supported"),
  ],
  "a misspelt field of the state machine": [
    one(end, { Timeoutseconds: 5 }),
    refuses("Field 'Timeoutseconds' is not supported", "/"),
  ],
  "a reader of an inline Map": [
    one(
      map({ ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: {} } }, { Mode: "INLINE" }),
    ),
    refuses("Field 'ItemReader' is not supported"),
  ],
  "a Catch without errors, whose Output is JSONata's": [
    one({ ...task, Catch: [{ Next: "Hello", Output: 1 }] }),
    [
      refuses("These fields are required: [ErrorEquals]", "/States/Hello/Catch[0]"),
      foreign("JSONPath", "Output", "JSONata", "/States/Hello/Catch[0]"),
    ].join(", "),
  ],
  "a field of JSONPath in JSONata": [
    inJsonata({ ...task, ResultPath: "$.x" }),
    foreign("JSONata", "ResultPath", "JSONPath"),
  ],
  "a field of JSONata in JSONPath": [
    one({ ...task, Arguments: {} }),
    foreign("JSONPath", "Arguments", "JSONata"),
  ],
  "a rule of JSONPath in JSONata": [
    JSON.stringify({
      QueryLanguage: "JSONata",
      StartAt: "Hello",
      States: {
        Hello: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "Done" }] },
        Done: end,
      },
    }),
    [
      refuses("These fields are required: [Condition]", "/States/Hello/Choices[0]"),
      foreign("JSONata", "Variable", "JSONPath", "/States/Hello/Choices[0]"),
    ].join(", "),
  ],
  "JSONPath for a state of a machine in JSONata": [
    inJsonata({ Type: "Pass", QueryLanguage: "JSONPath" }),
    refuses("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"),
  ],
  "an unknown query language": [
    one(end, { QueryLanguage: "JMESPath" }),
    refuses("Value should be one of the following: [JSONPath, JSONata]", "/QueryLanguage"),
  ],
  "an integration that is told nothing": [
    one(waiting),
    refuses(`Parameters field is required for resource ARN: ${waiting.Resource}`),
  ],
  "a heartbeat of no time, twice": [
    one({ ...waiting, Parameters: {}, HeartbeatSeconds: 0, HeartbeatSecondsPath: "$.x" }),
    [
      refuses("There should only be one of the following fields: [HeartbeatSeconds, HeartbeatSecondsPath]"),
      refuses("Minimum value is 1", "/States/Hello/HeartbeatSeconds"),
    ].join(", "),
  ],
  "a time limit that is a text": [
    one({ ...task, TimeoutSeconds: "5" }),
    refuses("Expected value of type Integer", "/States/Hello/TimeoutSeconds"),
  ],
  "a tolerance of more than all": [
    one(map({ ToleratedFailurePercentage: 101 })),
    refuses("Maximum value is 100.0", "/States/Hello/ToleratedFailurePercentage"),
  ],
  "a rule for all errors before another": [
    one({ ...task, Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["States.Timeout"] }] }),
    refuses("States.ALL must appear alone and at end of list", "/States/Hello/Retry[0]/ErrorEquals"),
  ],
  "a rule for no error": [
    one({ ...task, Retry: [{ ErrorEquals: [] }] }),
    refuses("Value cannot be empty", "/States/Hello/Retry[0]/ErrorEquals"),
  ],
  "a Parallel without branches": [
    one({ Type: "Parallel", Branches: [] }),
    refuses("Value cannot be empty", "/States/Hello/Branches"),
  ],
  "a Distributed Map without an ExecutionType": [
    one(map({}, { Mode: "DISTRIBUTED" })),
    refuses("These fields are required: [ExecutionType]", "/States/Hello/ItemProcessor/ProcessorConfig"),
  ],
  "a CSV file whose headers are nowhere": [
    one(csv({})),
    refuses("The field 'CSVHeaderLocation' is required", "/States/Hello/ItemReader/ReaderConfig"),
  ],
  "a CSV file whose headers are not given": [
    one(csv({ CSVHeaderLocation: "GIVEN" })),
    refuses("These fields are required: [CSVHeaders]", "/States/Hello/ItemReader/ReaderConfig"),
  ],
  "an unknown resource of an ItemReader": [
    one(map({ ItemReader: { Resource: "arn:aws:states:::s3:putObject" } })),
    refuses(
      "The field 'Resource' does not match any of the allowed values",
      "/States/Hello/ItemReader/Resource",
    ),
  ],
  "a batch of no size": [
    one(map({ ItemBatcher: {} })),
    refuses(
      "One of these fields is required: [MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, " +
        "MaxInputBytesPerBatchPath]",
      "/States/Hello/ItemBatcher",
    ),
  ],
  "the same name twice": [
    one({ Type: "Parallel", Branches: [JSON.parse(machine({ Hello: end }))] }),
    "DUPLICATE_STATE_NAME: Duplicate State name: Hello at /States/Hello/Branches[0]/States/Hello",
  ],
  "a variable of the state machine that a branch assigns": [
    one({
      Type: "Parallel",
      Assign: { x: 1 },
      Branches: [JSON.parse(machine({ In: { ...end, Assign: { "x.$": "$" } } }, "In"))],
    }),
    refuses(
      "Variable 'x' is already assigned in an outer scope",
      "/States/Hello/Branches[0]/States/In/Assign/x.$",
    ),
  ],
  "an expression that does not end": [
    inJsonata({ Type: "Pass", Output: "{% 1 " }),
    refuses("JSONata string must start with {% and end with %}", "/States/Hello/Output"),
  ],
  "an expression that does not parse": expression(
    "1 +",
    "INVALID_JSONATA_EXPRESSION: Unexpected end of expression",
  ),
  "a name without a value that has it": noContext("name", "name"),
  "a name in a function's body": noContext("$map($states.input, function($v) { id })", "id"),
  "the context, as in JSONPath": noContext("$.name", "$"),
  "the root, as in JSONata elsewhere": expression(
    "$$.name",
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported.",
  ),
  "a result where there is none": expression(
    "$states.result",
    "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist.",
  ),
};

/** Expressions that are looked up in what stands before them. */
const rightExpressions = [
  "$states.input.tweets[likes > 1 and $ != 0]^(>likes).{ 'id': id }",
  "$filter($states.input, function($v) { $v.a })[b = 1].c",
  "[1, 2, 3][$ > 1]",
  "($x := $states.input; $x.a & $x.b)",
  "$states.input{ kind: $sum(price) }",
  "$merge($states.input){ kind: price }",
  "$states.input ~> |a|{ 'b': c }|",
  "$states.context.Execution.Id",
];

interface Context {
  local: TestEmulator;
  clients: { local: SFNClient; plain: SFNClient };
  stop(): Promise<void>;
}
const test = suite<Context>("Definitions are refused as on AWS");
test.before(async context => {
  const { local, plain, stop } = await startBoth();
  Object.assign(context, { local, stop });
  context.clients = { local: new SFNClient(local.config), plain: new SFNClient(plain.config) };
});
test.after(async context => context.stop?.());

const roleArn = "arn:aws:iam::000000000000:role/behaviour";
const create = (definition: string, name = "wrong") =>
  new CreateStateMachineCommand({ name, roleArn, definition });
const validate = (definition: string) => new ValidateStateMachineDefinitionCommand({ definition });
/** What a request is refused with, or "taken". */
const refusal = (request: Promise<unknown>) =>
  request.then(
    () => "taken",
    (error: Error) => `${error.name}: ${error.message}`,
  );

test("right definitions are taken", async ({ clients }) => {
  for (const definition of [
    right,
    inJsonata({ Type: "Pass", Output: rightExpressions.map(text => `{% ${text} %}`) }),
    inJsonata({
      ...{ ...task, Output: "{% $states.result %}" },
      Retry: [{ ErrorEquals: ["A"], IntervalSeconds: 0 }, { ErrorEquals: ["States.ALL"] }],
      Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Cause %}", Next: "Hello" }],
    }),
    one({ Type: "Pass", QueryLanguage: "JSONata", Output: "{% 1 %}" }),
    one({ ...csv({ CSVHeaderLocation: "FIRST_ROW" }), ItemBatcher: { MaxItemsPerBatch: 2 } }),
  ]) {
    const { result, diagnostics } = await clients.local.send(validate(definition));
    assert.equal([result, diagnostics], ["OK", []]);
  }
  const { stateMachineArn } = await clients.local.send(create(right, "right"));
  await clients.local.send(new UpdateStateMachineCommand({ stateMachineArn, definition: right }));
});

for (const [what, [definition, problems]] of Object.entries({ ...wrong, ...wrongFields })) {
  test(`refused: ${what}`, async ({ clients }) => {
    assert.is(
      await refusal(clients.local.send(create(definition))),
      `InvalidDefinition: Invalid State Machine Definition: '${problems}'`,
    );
    const { result, diagnostics = [] } = await clients.local.send(validate(definition));
    assert.is(result, "FAIL");
    const said = diagnostics.map(
      ({ code, message, location = "null" }) => `${code}: ${message} at ${location}`,
    );
    assert.is(said.join(", "), problems);
    assert.ok(diagnostics.every(({ severity }) => severity === "ERROR"));
  });
}

test("refused: what is not JSON", async ({ clients }) => {
  for (const definition of ["{", '{"StartAt": NaN}', "not JSON"]) {
    const error = await refusal(clients.local.send(create(definition)));
    assert.match(
      error,
      /^InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: .+ at null'$/,
    );
  }
});

test("an Express state machine waits for nobody", async ({ clients }) => {
  const definition = one({ ...waiting, Parameters: {} });
  const express = new ValidateStateMachineDefinitionCommand({ definition, type: "EXPRESS" });
  const [standard, refused] = await Promise.all([
    clients.local.send(validate(definition)),
    clients.local.send(express),
  ]);
  assert.equal([standard.result, refused.result], ["OK", "FAIL"]);
  assert.is(
    refused.diagnostics?.[0]?.message,
    "Express state machine does not support '.waitForTaskToken' service integration ",
  );
});

test("an update that is refused changes nothing", async ({ clients }) => {
  const { stateMachineArn } = await clients.local.send(create(right, "kept"));
  const [definition] = wrong["an unknown type"] ?? [];
  const update = new UpdateStateMachineCommand({ stateMachineArn, definition });
  assert.match(await refusal(clients.local.send(update)), /^InvalidDefinition: /);
  assert.ok(await clients.local.send(create(right, "kept")), "The same definition again is no conflict.");
});

test("CloudFormation fails the state machine with the same words", async ({ local }) => {
  const [DefinitionString, problems] = wrong["a state that nothing leads to"] ?? [];
  const Machine = {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: { RoleArn: roleArn, DefinitionString },
  };
  const error = await refusal(local.deploy({ Resources: { Machine } }));
  assert.ok(
    error.includes(
      `Resource handler returned message: "Invalid State Machine Definition: '${problems}' (Service: Sfn`,
    ),
    error,
  );
});

test("MiniStack alone takes them all", async ({ clients }) => {
  const [definition = ""] = wrong["a StartAt that names no state"] ?? [];
  assert.is(
    await refusal(clients.plain.send(create(definition))),
    "taken",
    "MiniStack now refuses it: drop definitions.",
  );
  const { result } = await clients.plain.send(validate(definition));
  assert.is(result, "OK", "MiniStack now validates definitions: drop validate_state_machine_definition.");
});

test.run();
