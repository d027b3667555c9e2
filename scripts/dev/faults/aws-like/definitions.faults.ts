import { setTimeout as sleep } from "node:timers/promises";
import { CreateStateMachineCommand, SFNClient, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { followExecution } from "../../../execution/follow.ts";
import { startExecution } from "../../../execution/start.ts";
import { localTarget, readLagMs } from "../../../targets/index.ts";
import { ownEmulator } from "../../testing/emulator.ts";
import { startAwsLike } from "./aws-like.ts";

const test = suite("like AWS: definitions");

const emulator = await ownEmulator();
const aws = await startAwsLike(emulator.endpoint, "2026");
const sfn = localTarget(aws.endpoint).client(SFNClient);
const direct = localTarget(emulator.endpoint).client(SFNClient);

const says = (Result: string) =>
  JSON.stringify({ StartAt: "Say", States: { Say: { Type: "Pass", Result, End: true } } });

test("an updated state machine goes by its old definition for a while: who settles first meets the new one", async () => {
  const machine = { name: "says", roleArn: "arn:aws:iam::000000000000:role/any", definition: says("old") };
  const { stateMachineArn } = await direct.send(new CreateStateMachineCommand(machine));
  const said = async () => {
    const arn = await startExecution(direct, stateMachineArn, {});
    return (await followExecution(direct, arn, { pollMs: 50, limitMs: 10_000 })).output;
  };
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: says("new") }));
  assert.is(await said(), "old");
  await sleep(readLagMs); // as after an update on AWS, see settle
  assert.is(await said(), "new");
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
