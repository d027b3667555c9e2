import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";

const StackName = "behaviour";
const Resources = { Queue: { Type: "AWS::SQS::Queue" } };
const output = (Value: string) => ({ Told: { Value } });

interface Context {
  local: TestEmulator;
  plain: TestEmulator;
  stop(): Promise<void>;
}
const test = suite<Context>("Outputs change by themselves, as on AWS");
test.before(async context => {
  Object.assign(context, await startBoth());
  const template = { Resources, Outputs: output("before") };
  await Promise.all([context.local, context.plain].map(emulator => emulator.deploy(template)));
});
test.after(async context => context.stop?.());

/** Creates a change set; returns what became of it. */
async function changeSet({ config }: TestEmulator, ChangeSetName: string, Outputs: object) {
  const client = new CloudFormationClient(config);
  const TemplateBody = JSON.stringify({ Resources, Outputs });
  await client.send(new CreateChangeSetCommand({ StackName, ChangeSetName, TemplateBody }));
  const { Status, ExecutionStatus, Changes } = await client.send(
    new DescribeChangeSetCommand({ StackName, ChangeSetName }),
  );
  return { Status, ExecutionStatus, changes: Changes?.length ?? 0 };
}

const executable = { Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE", changes: 0 };
const empty = { Status: "FAILED", ExecutionStatus: "UNAVAILABLE", changes: 0 };

test("a change set of outputs alone can be executed", async ({ local, plain }) => {
  assert.equal(await changeSet(local, "outputs", output("after")), executable);
  const client = new CloudFormationClient(local.config);
  await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "outputs" }));
  const stack = await until(async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.StackStatus?.endsWith("_IN_PROGRESS") ? undefined : Stacks?.[0];
  });
  assert.is(stack.StackStatus, "UPDATE_COMPLETE");
  assert.is(stack.Outputs?.[0]?.OutputValue, "after");
  assert.equal(
    await changeSet(plain, "outputs", output("after")),
    empty,
    "MiniStack now changes outputs by themselves: drop output_changes.",
  );
});

test("one that changes nothing at all still fails", async ({ local }) => {
  assert.equal(await changeSet(local, "nothing", output("after")), empty);
});

test.run();
