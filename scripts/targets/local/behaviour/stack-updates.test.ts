import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";

const queue = (seconds: number) => ({
  Type: "AWS::SQS::Queue",
  Properties: { VisibilityTimeout: seconds },
});
const topic = (queueName: string) => ({
  Type: "AWS::SNS::Topic",
  Properties: { DisplayName: { "Fn::GetAtt": [queueName, "QueueName"] } },
});
const role = (RoleName?: string) => ({
  Type: "AWS::IAM::Role",
  Properties: { RoleName, AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
});

const before = { Changed: queue(10), Kept: queue(10), Follows: topic("Changed"), Role: role() };
const changed = { ...before, Changed: queue(20) };
const renamed = { ...changed, Role: role("behaviour-role") };
const failing = {
  ...renamed,
  Kept: queue(20),
  Bad: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { "Fn::GetAtt": ["Kept", "Nothing"] } } },
};

interface Context {
  local: TestEmulator;
  plain: TestEmulator;
  stop(): Promise<void>;
}
const test = suite<Context>("Updates of a stack are told as on AWS");
test.before(async context => {
  Object.assign(context, await startBoth());
  await Promise.all([context.local, context.plain].map(emulator => emulator.deploy({ Resources: before })));
});
test.after(async context => context.stop?.());

const StackName = "behaviour";

/** Updates the stack; returns its status and the events of resources, oldest first, as `LogicalId STATUS`. */
async function update({ config }: TestEmulator, Resources: object): Promise<string[]> {
  const client = new CloudFormationClient(config);
  const events = async () =>
    (await client.send(new DescribeStackEventsCommand({ StackName }))).StackEvents ?? [];
  const { length } = await events();
  const TemplateBody = JSON.stringify({ Resources });
  await client.send(
    new UpdateStackCommand({ StackName, TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM"] }),
  );
  const status = await until(async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus;
    return status?.endsWith("_IN_PROGRESS") ? undefined : status;
  });
  const news = (await events()).reverse().slice(length);
  const ofResources = news.filter(({ LogicalResourceId }) => LogicalResourceId !== StackName);
  return [`${status}`, ...ofResources.map(event => `${event.LogicalResourceId} ${event.ResourceStatus}`)];
}

/** The resources as the stack describes them, by logical id. */
async function resources({ config }: TestEmulator) {
  const client = new CloudFormationClient(config);
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
  return Object.fromEntries(
    StackResources.map(({ LogicalResourceId, ResourceStatus, PhysicalResourceId, Timestamp }) => [
      LogicalResourceId,
      { ResourceStatus, PhysicalResourceId, Timestamp },
    ]),
  );
}

test("only what changes is updated and told", async ({ local, plain }) => {
  const earlier = await resources(local);
  assert.equal(await update(local, changed), [
    "UPDATE_COMPLETE",
    "Changed UPDATE_IN_PROGRESS",
    "Changed UPDATE_COMPLETE",
  ]);
  const later = await resources(local);
  assert.is(later.Changed?.ResourceStatus, "UPDATE_COMPLETE");
  assert.equal({ ...later, Changed: undefined }, { ...earlier, Changed: undefined });
  assert.ok(
    (await update(plain, changed)).includes("Kept UPDATE_COMPLETE"),
    "MiniStack now lists only what changes: drop stack_updates.",
  );
});

test("a replacement is told", async ({ local }) => {
  const earlier = await resources(local);
  const [status, ...events] = await update(local, renamed);
  assert.is(status, "UPDATE_COMPLETE");
  assert.equal(events.slice(0, 3), [
    "Role UPDATE_IN_PROGRESS",
    "Role UPDATE_IN_PROGRESS",
    "Role UPDATE_COMPLETE",
  ]);
  assert.ok(events.every(event => event.startsWith("Role ")));
  assert.is.not((await resources(local)).Role?.PhysicalResourceId, earlier.Role?.PhysicalResourceId);
});

test("a rollback tells only what it sends back", async ({ local }) => {
  const earlier = await resources(local);
  const [status, ...events] = await update(local, failing);
  assert.is(status, "UPDATE_ROLLBACK_COMPLETE");
  assert.equal(new Set(events.map(event => event.split(" ")[0])), new Set(["Kept", "Bad"]));
  assert.equal(
    events.filter(event => event.startsWith("Kept ")),
    ["Kept UPDATE_IN_PROGRESS", "Kept UPDATE_COMPLETE", "Kept UPDATE_IN_PROGRESS", "Kept UPDATE_COMPLETE"],
  );
  const later = await resources(local);
  assert.equal({ ...later, Kept: undefined }, { ...earlier, Kept: undefined });
});

test.run();
