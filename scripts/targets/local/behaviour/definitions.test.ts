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
  const { result, diagnostics } = await clients.local.send(validate(right));
  assert.equal([result, diagnostics], ["OK", []]);
  const { stateMachineArn } = await clients.local.send(create(right, "right"));
  await clients.local.send(new UpdateStateMachineCommand({ stateMachineArn, definition: right }));
});

for (const [what, [definition, problems]] of Object.entries(wrong)) {
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

test("refused: what is not a JSON object", async ({ clients }) => {
  for (const definition of ["{", "[]", '{"StartAt": NaN}', "not JSON"]) {
    const error = await refusal(clients.local.send(create(definition)));
    assert.match(
      error,
      /^InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: .+ at null'$/,
    );
  }
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
