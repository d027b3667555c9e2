import { setTimeout as sleep } from "node:timers/promises";
import { CreateStateMachineCommand, SFNClient, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { followExecution } from "../../execution/follow.ts";
import { startExecution } from "../../execution/start.ts";
import { localTarget } from "../../targets/index.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { startAwsLike } from "./aws-like/aws-like.ts";
import { delays } from "./aws-like/delays.ts";
import { succeedsOnAws } from "./course.ts";
import { leftovers } from "./leftovers.ts";

// Every step on an emulator that takes its time as AWS does, as a person runs it with --target aws.

const test = suite("like AWS");

const emulator = await ownEmulator();
const seed = process.env.WORKSHOP_SEED || "2026";
const aws = await startAwsLike(emulator.endpoint, seed);
const run = (...words: string[]) => succeedsOnAws(aws.endpoint, "aws-like", ...words);

test(`every step deploys and passes (seed ${seed})`, async () => {
  await run("03"); // by itself, since its state machine has a time limit, and this machine more to do than AWS
  await run("01", "02", "04", "05");
});

test("a stack that is updated is verified as it is, not as it was", async () => {
  await run("05", "--onto", "04");
});

test("every step is destroyed", async () => {
  await run("all", "--destroy");
  assert.equal(await leftovers(emulator.endpoint), []);
});

test("an updated state machine goes by its old definition for a while, and then by the new one", async () => {
  const sfn = localTarget(aws.endpoint).client(SFNClient);
  const direct = localTarget(emulator.endpoint).client(SFNClient);
  const says = (Result: string) =>
    JSON.stringify({ StartAt: "Say", States: { Say: { Type: "Pass", Result, End: true } } });
  const machine = { name: "says", roleArn: "arn:aws:iam::000000000000:role/any", definition: says("old") };
  const { stateMachineArn } = await direct.send(new CreateStateMachineCommand(machine));
  const said = async () => {
    const arn = await startExecution(direct, stateMachineArn, {});
    return (await followExecution(direct, arn, { pollMs: 50, limitMs: 10_000 })).output;
  };
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: says("new") }));
  assert.is(await said(), "old");
  await sleep(delays.oldDefinition + 500);
  assert.is(await said(), "new");
});

test("each difference from an emulator was met", () => {
  const differences = [
    "a role that is not known yet",
    "a rule that does not match yet",
    "a state machine that is not known yet",
    "a state machine that is still being deleted",
    "a target whose role is not known yet",
    "an API that can't assume its role yet",
    "an API that does not know a new execution yet",
    "an API that does not know its key yet",
    "an API whose host is not in DNS yet",
    "an update that is not in force yet",
    "calls that are throttled",
    "deliveries that come late",
    "events that come twice",
    "logs that come late",
    "reads that lag",
  ];
  assert.equal([...aws.met.keys()].sort(), differences);
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
