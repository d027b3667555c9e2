import { CloudFormationClient, DescribeStackEventsCommand } from "@aws-sdk/client-cloudformation";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { localTarget } from "../../targets/index.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { type Outcome, succeeds } from "./course.ts";
import { faults, startFaultProxy } from "./fault-proxy.ts";
import { leftovers } from "./leftovers.ts";
import { randomFaults } from "./random-faults.ts";

// Every step on a target at which a fifth of all calls goes wrong.

const test = suite("flaky target");

const emulator = await ownEmulator();
const target = localTarget(emulator.endpoint);
const seed = process.env.WORKSHOP_SEED || "2026";
const proxy = await startFaultProxy(emulator.endpoint, randomFaults(seed));
/** Of each write the answer to the first try is lost: the SDK says which one it is. */
const lossy = await startFaultProxy(emulator.endpoint, ({ operation, headers }) => {
  const isFirst = /^attempt=1\b/.test(String(headers["amz-sdk-request"]));
  return isFirst && /\.(Create|Delete|Execute|Send|Start|Stop)/.test(operation) ? "answer lost" : undefined;
});

test(`every step deploys, passes and is destroyed while one call in five fails (seed ${seed})`, async () => {
  for (const words of [["all"], ["all", "--no-deploy"], ["all", "--destroy"]]) {
    await succeeds(proxy.endpoint, "flaky", ...words);
  }
  assert.equal(await leftovers(emulator.endpoint), []);
});

test("every kind of fault was met, by a fifth of the calls", () => {
  const met = proxy.calls.filter(({ fault }) => fault);
  assert.equal([...new Set(met.map(({ fault }) => fault))].sort(), [...faults].sort());
  const share = met.length / proxy.calls.length;
  assert.ok(share > 0.15 && share < 0.25, `${met.length} of ${proxy.calls.length} calls`);
});

test("a write that is repeated, since its answer was lost, is done once", async () => {
  const outcomes = JSON.parse(await succeeds(lossy.endpoint, "lossy", "all", "--json")) as Outcome[];
  for (const { stack, executions } of outcomes) {
    assert.equal(await operationsOn(stack.name), ["CREATE_IN_PROGRESS"]);
    const machine = stack.outputs.StateMachineArn;
    const reported = executions.filter(({ stateMachineArn }) => stateMachineArn === machine).filter(isOurs);
    assert.is((await executionsOf(machine)).filter(isOurs).length, reported.length, stack.name);
  }
  await succeeds(lossy.endpoint, "lossy", "all", "--destroy");
  assert.equal(await leftovers(emulator.endpoint), []);
});

/** The executions that the verification starts itself; others are started by what it deploys. */
const isOurs = ({ name }: { name?: string | undefined }) => name?.startsWith("verify-") === true;

async function executionsOf(stateMachineArn: string | undefined) {
  const { executions = [] } = await target
    .client(SFNClient)
    .send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }));
  return executions;
}

/** The operations that a stack has seen, each by the status that it starts with. */
async function operationsOn(StackName: string): Promise<string[]> {
  const { StackEvents = [] } = await target
    .client(CloudFormationClient)
    .send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter(({ PhysicalResourceId, StackId }) => PhysicalResourceId === StackId)
    .map(({ ResourceStatus = "" }) => ResourceStatus)
    .filter(status => /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status));
}

test.after(async () => {
  proxy.stop();
  lossy.stop();
  await emulator.stop();
});

test.run();
