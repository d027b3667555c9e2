import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { refusal } from "../dev/testing/call.ts";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { startProxy } from "../dev/testing/proxy.ts";
import { followExecution } from "../execution/follow.ts";
import { localTarget } from "../targets/index.ts";
import { pathOf } from "./executions.ts";
import { type Lesson, Missing } from "./lesson.ts";
import { runFrom } from "./run-from.ts";

const test = suite("run from");

const emulator = await ownEmulator();
const proxy = await startProxy(emulator.endpoint);
const target = localTarget(proxy.endpoint);
const sfn = localTarget(emulator.endpoint).client(SFNClient);

const definition = {
  StartAt: "First",
  States: {
    First: { Type: "Pass", Result: "first", Next: "Second" },
    Second: { Type: "Pass", Result: "second", ResultPath: "$.from", End: true },
  },
};
const roleArn = "arn:aws:iam::000000000000:role/any";
const { stateMachineArn = "" } = await sfn.send(
  new CreateStateMachineCommand({ name: "sfw-ada-step", roleArn, definition: JSON.stringify(definition) }),
);
const lesson = {
  target,
  stack: { name: "sfw-ada-step" },
  output: () => stateMachineArn,
  follow: (_, arn) =>
    followExecution(target.client(SFNClient), arn, { pollMs: target.pollMs, limitMs: 30_000 }),
} as Pick<Lesson, "target" | "output" | "follow"> & { stack: { name: string } } as Lesson;

const run = async () => (await runFrom(lesson, "Second", { Run: { a: 1 } })).Run.output;
const machines = async () => {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  return stateMachines.map(({ name }) => name);
};

test.before.each(() => {
  proxy.onCall = () => undefined;
});

test("runs from the state on, with the data that it is given, and leaves nothing behind", async () => {
  assert.equal(await run(), { a: 1, from: "second" });
  assert.equal(await machines(), ["sfw-ada-step"]);
});

test("runs an edited definition where that is wanted", async () => {
  const edit = (text: string) => text.replace('"second"', '"other"');
  assert.equal((await runFrom(lesson, "Second", { Run: {} }, { edit })).Run.output, { from: "other" });
  assert.equal(await run(), { a: 1, from: "second" }, "the deployed one is as it was");
});

test("runs the state twice in a row where that is wanted, and goes on after it", async () => {
  const { Run: twice } = await runFrom(lesson, "First", { Run: {} }, { twice: true });
  assert.equal(pathOf(twice), ["First", "First again", "Second"]);
  const { Run: last } = await runFrom(lesson, "Second", { Run: { a: 1 } }, { twice: true });
  assert.equal(pathOf(last), ["Second", "Second again"]);
  assert.equal(last.output, { a: 1, from: "second" });
});

test("waits until the state machine that it makes is known", async () => {
  let refused = 0;
  proxy.onCall = call =>
    call.operation === "states.StartExecution" && ++refused <= 3
      ? refusal(call, "StateMachineDoesNotExist", "State Machine Does Not Exist")
      : undefined;
  assert.equal(await run(), { a: 1, from: "second" });
  assert.is(refused, 4);
});

test("ends after the state where it is to run alone", async () => {
  const { Run: alone } = await runFrom(lesson, "First", { Run: {} }, { alone: true });
  assert.equal([pathOf(alone), alone.output], [["First"], "first"]);
});

test("sets the variables that the states before would have set, in the scopes around the state", async () => {
  const say = { Type: "Pass", QueryLanguage: "JSONata", Output: "{% [$states.input.a, $a, $exists($b)] %}" };
  const assigning = {
    StartAt: "Set",
    States: {
      Set: { Type: "Pass", Assign: { "a.$": "$.a" }, Next: "Both" },
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Say", States: { Say: { ...say, End: true } } },
          { StartAt: "Other", States: { Other: { Type: "Pass", Assign: { b: 1 }, End: true } } },
        ],
        End: true,
      },
    },
  };
  const { stateMachineArn: arn = "" } = await sfn.send(
    new CreateStateMachineCommand({ name: "sfw-ada-other", roleArn, definition: JSON.stringify(assigning) }),
  );
  const data = { Run: { a: 1, b: 2 } };
  const { Run: inside } = await runFrom({ ...lesson, output: () => arn }, "Say", data);
  assert.equal([pathOf(inside), inside.output], [["Say"], [1, 1, false]]);
  const { Run: around } = await runFrom({ ...lesson, output: () => arn }, "Both", data);
  assert.equal(around.output, [[1, 1, false], { a: 1, b: 2 }]);
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
});

test("runs again at once, while the one before is still being deleted", async () => {
  const deleting = new Set<string>();
  proxy.onCall = call => {
    const { name, stateMachineArn: arn } = JSON.parse(call.body || "{}");
    if (call.operation === "states.DeleteStateMachine") deleting.add(arn.split(":").at(-1));
    if (call.operation !== "states.CreateStateMachine" || !deleting.has(name)) return undefined;
    return refusal(call, "StateMachineDeleting", "State Machine is being deleted");
  };
  assert.equal([await run(), await run()], Array(2).fill({ a: 1, from: "second" }));
  assert.is(deleting.size, 2);
});

test("runs in spite of what a killed run with another definition has left", async () => {
  proxy.onCall = call =>
    call.operation === "states.DeleteStateMachine"
      ? refusal(call, "AccessDeniedException", "not now")
      : undefined;
  await runFrom(lesson, "First", { Killed: {} }).catch(() => {});
  proxy.onCall = () => undefined;
  assert.is((await machines()).length, 2);
  assert.equal(await run(), { a: 1, from: "second" });
});

test("says which state is missing", async () => {
  await runFrom(lesson, "Third", { Run: {} }).then(
    () => assert.unreachable("it ran"),
    error => {
      assert.instance(error, Missing);
      assert.is(error.message, 'The definition has no state "Third".');
    },
  );
});

test.after(async () => {
  proxy.stop();
  await emulator.stop();
});

test.run();
