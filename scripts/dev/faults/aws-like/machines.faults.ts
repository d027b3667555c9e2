import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startExecution } from "../../../execution/start.ts";
import { partName } from "../../../stack/parts.ts";
import { localTarget } from "../../../targets/index.ts";
import { outcome } from "../../testing/call.ts";
import { ownEmulator } from "../../testing/emulator.ts";
import { startAwsLike } from "./aws-like.ts";
import { delays } from "./delays.ts";

// Each difference makes a client fail that knows nothing of it, and not the one that the scripts have.

const test = suite("like AWS: state machines");

const emulator = await ownEmulator();
const aws = await startAwsLike(emulator.endpoint, "2026");
const sfn = localTarget(aws.endpoint).client(SFNClient);

const roleArn = "arn:aws:iam::000000000000:role/any";
const definition = JSON.stringify({ StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } });
const create = (name: string) => sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));

test("a new one can't be started at once: startExecution waits until it can", async () => {
  const { stateMachineArn } = await create("new");
  const start = sfn.send(new StartExecutionCommand({ stateMachineArn, input: "{}" }));
  assert.is(await outcome(start), "StateMachineDoesNotExist");
  assert.match(await startExecution(sfn, stateMachineArn, {}), ":execution:new:verify-");
});

test("a deleted one is there for a while, and its name taken: what is made for a while has another name each time", async () => {
  const one = partName("sfw-ada-05");
  const { stateMachineArn } = await create(one);
  const status = async () =>
    (await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).status as string;
  assert.is(await status(), "ACTIVE");
  await sleep(delays.reads);
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  assert.is(await status(), "DELETING");
  assert.is(await outcome(create(one)), "StateMachineDeleting");
  assert.is(await outcome(create(partName("sfw-ada-05"))), "no error");
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
