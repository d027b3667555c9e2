import { CreateRoleCommand, IAMClient, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { localTarget } from "../../targets/index.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { type Fault, startFaultProxy } from "./fault-proxy.ts";

// The test of the tests beside it: each fault looks to a client as AWS's does.

const test = suite("fault proxy");

const emulator = await ownEmulator();
let fault: Fault | undefined;
const proxy = await startFaultProxy(emulator.endpoint, () => fault);

/** What a single call meets at the proxy: the error's name and status, or its answer. */
async function meets<Answer>(met: Fault | undefined, call: () => Promise<Answer>): Promise<Answer | string> {
  fault = met;
  return await call().catch(error => `${error.name} ${error.$metadata?.httpStatusCode}`);
}

const once = {
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
};
const sfn = new SFNClient({ ...once, endpoint: proxy.endpoint });
const iam = new IAMClient({ ...once, endpoint: proxy.endpoint });
const direct = localTarget(emulator.endpoint).client(SFNClient);

const list = async (client = sfn) => {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  return stateMachines.map(({ name }) => name).sort();
};
const create = (name: string) =>
  sfn.send(
    new CreateStateMachineCommand({
      name,
      roleArn: "arn:aws:iam::000000000000:role/any",
      definition: '{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}',
    }),
  );

test("refuses a call as the services do, each in its protocol", async () => {
  assert.is(await meets("throttled", () => list()), "ThrottlingException 400");
  assert.is(await meets("failed", () => list()), "InternalFailure 500");
  assert.is(await meets("unavailable", () => list()), "ServiceUnavailable 503");
  const policies = () => iam.send(new ListRolePoliciesCommand({ RoleName: "nobody" }));
  assert.is(await meets("throttled", policies), "Throttling 400");
});

test("drops a call before the service sees it, or loses its answer after that", async () => {
  assert.match(String(await meets("dropped", () => create("never"))), /undefined$/);
  assert.match(String(await meets("answer lost", () => create("made"))), /undefined$/);
  assert.equal(await list(direct), ["made"]);
});

test("answers a read with what it was some seconds ago", async () => {
  assert.equal(await meets(undefined, () => list()), ["made"]);
  await meets(undefined, () => create("later"));
  assert.equal(await meets("stale", () => list()), ["made"]);
  assert.equal(await meets(undefined, () => list()), ["later", "made"]);
});

test("does not know a new role the first time it is asked for it", async () => {
  const RoleName = "new";
  await meets(undefined, () => iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" })));
  const policies = () => iam.send(new ListRolePoliciesCommand({ RoleName }));
  assert.is(await meets("stale", policies), "NoSuchEntityException 404");
});

test("lets through what is not old, and takes its time when it is slow", async () => {
  const missing = () => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: "arn:aws:states:x" }));
  assert.match(String(await meets(undefined, missing)), /^(InvalidArn|StateMachineDoesNotExist) 400/);
  const started = Date.now();
  assert.equal(await meets("slow", () => list()), ["later", "made"]);
  assert.ok(Date.now() - started >= 2_000);
});

test.after(async () => {
  proxy.stop();
  await emulator.stop();
});

test.run();
