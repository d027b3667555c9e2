import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { refusal } from "../dev/testing/call.ts";
import { openClassroom } from "../dev/testing/classroom.ts";
import { inParallel } from "../machine/parallel.ts";
import { partName } from "../stack/parts.ts";
import { localTarget } from "../targets/index.ts";
import { type DeleteOptions, deleteStacks } from "./delete.ts";
import { look } from "./look.ts";
import { byFilters } from "./select.ts";

const room = await openClassroom();
const direct = room.target();
/** What is tested calls through the proxy. */
const target = localTarget(room.proxy.endpoint);
const s3 = direct.client(S3Client);

const find = (learner: string) => look(target, byFilters({ learners: [learner], steps: [], ci: false }));

async function destroy(learner: string, options: Partial<DeleteOptions> = {}) {
  const { stacks } = await find(learner);
  const leftovers = await deleteStacks(target, stacks, { force: false, ...options });
  return leftovers.map(({ stack, reason }) => `${stack.name}: ${reason}`);
}

const left = async (learner: string) =>
  (await room.names()).filter(name => name.startsWith(`sfw-${learner}-`));

/** The stacks of the DeleteStack calls, by name, in their order. */
function recordDeletions(): string[] {
  const names: string[] = [];
  room.proxy.onCall = ({ operation, body }) => {
    if (operation === "cloudformation.DeleteStack") names.push(stackIn(body));
    return undefined;
  };
  return names;
}

const stackIn = (body: string) => new URLSearchParams(body).get("StackName")?.split("/")[1] ?? "";

const machine = (definition: object) => ({
  Machine: {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      StateMachineName: { Ref: "AWS::StackName" },
      RoleArn: "arn:aws:iam::000000000000:role/any",
      Definition: definition,
    },
  },
});
const quick = machine({ StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } });
const bucket = (name: string) => ({
  Bucket: {
    Type: "AWS::S3::Bucket",
    Properties: { BucketName: name, VersioningConfiguration: { Status: "Enabled" } },
  },
});
const put = (Bucket: string, Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));

const test = suite("deleteStacks");

test.before.each(() => {
  room.proxy.onCall = () => undefined;
  room.proxy.counts.clear();
});

test("stops executions before it deletes their machine", async () => {
  const wait = machine({ StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 600, End: true } } });
  await room.create("sfw-exe-01-starter", { learner: "exe", resources: wait });
  const sfn = direct.client(SFNClient);
  const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:sfw-exe-01-starter";
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const { stacks } = await find("exe");
  assert.is(stacks[0]?.runningExecutions, 1);
  let statusAtDeletion: string | undefined;
  room.proxy.onCall = async ({ operation }) => {
    if (operation === "cloudformation.DeleteStack")
      statusAtDeletion = (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
    return undefined;
  };
  assert.equal(await destroy("exe"), []);
  assert.is(statusAtDeletion, "ABORTED");
  assert.equal(await left("exe"), []);
});

test("empties buckets, of old versions and delete markers too", async () => {
  await room.create("sfw-buc-03", { learner: "buc", resources: bucket("sfw-buc-03-events") });
  await put("sfw-buc-03-events", "a");
  await put("sfw-buc-03-events", "a");
  await s3.send(new DeleteObjectCommand({ Bucket: "sfw-buc-03-events", Key: "a" }));
  assert.equal(await destroy("buc"), []);
  assert.equal(await left("buc"), []);
});

test("tries once more when a bucket was written to after it was emptied", async () => {
  await room.create("sfw-wri-03", { learner: "wri", resources: bucket("sfw-wri-03-events") });
  let deletions = 0;
  room.proxy.onCall = async ({ operation }) => {
    if (operation === "cloudformation.DeleteStack" && ++deletions === 1)
      await put("sfw-wri-03-events", "late");
    return undefined;
  };
  assert.equal(await destroy("wri"), []);
  assert.is(deletions, 2);
  assert.equal(await left("wri"), []);
});

test("gives up after two tries, with the resource and the reason; by force only when told to", async () => {
  await room.create("sfw-ful-03", { learner: "ful", resources: bucket("sfw-ful-03-events") });
  let deletions = 0;
  room.proxy.onCall = async ({ operation }) => {
    if (operation === "cloudformation.DeleteStack" && ++deletions) await put("sfw-ful-03-events", "late");
    return undefined;
  };
  const reasons = await destroy("ful");
  assert.is(deletions, 2);
  assert.is(reasons.length, 1);
  assert.match(reasons[0] ?? "", /^sfw-ful-03: Bucket \(.*not empty/);
  assert.equal(await left("ful"), ["sfw-ful-03"]);

  const forced = await destroy("ful", { force: true });
  assert.match(forced[0] ?? "", /deleted by force, which leaves behind Bucket/);
  assert.equal(await left("ful"), []);
});

test("deletes a stack whose exports are imported after those that import them", async () => {
  const exporting = {
    TableArn: { Value: "arn", Export: { Name: "sfw-imp-tweet-data-store-TweetTableArn" } },
  };
  const importing = { Copy: { Value: { "Fn::ImportValue": "sfw-imp-tweet-data-store-TweetTableArn" } } };
  await room.create("sfw-imp-tweet-data-store", { learner: "imp", outputs: exporting });
  await room.create("sfw-imp-05-dynamo-parallel", { learner: "imp", outputs: importing });
  const deletions = recordDeletions();

  const { stacks } = await find("imp");
  const store = stacks.filter(({ name }) => name === "sfw-imp-tweet-data-store");
  const [leftover] = await deleteStacks(target, store, { force: true });
  assert.match(leftover?.reason ?? "", "imported by sfw-imp-05-dynamo-parallel, which was not asked for");
  assert.equal(deletions, []);

  assert.equal(await destroy("imp"), []);
  assert.equal(deletions, ["sfw-imp-05-dynamo-parallel", "sfw-imp-tweet-data-store"]);
  assert.equal(await left("imp"), []);
});

const waiting = (Timeout: string) => ({
  Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
  Condition: {
    Type: "AWS::CloudFormation::WaitCondition",
    Properties: { Handle: { Ref: "Handle" }, Timeout, Count: 1 },
  },
});

test("gives a stack up at once that is used by one that is kept", async () => {
  const outputs = { Id: { Value: "x", Export: { Name: "imp-store" } } };
  await room.create("sfw-imp-store", { learner: "imp", outputs });
  const Machine = {
    Type: "AWS::Logs::LogGroup",
    Properties: { LogGroupName: { "Fn::Sub": ["/imp/${Id}", { Id: { "Fn::ImportValue": "imp-store" } }] } },
  };
  await room.create("sfw-imp-bot", { learner: "imp", resources: { Machine }, protected: true });
  const started = Date.now();
  assert.equal((await destroy("imp")).sort(), [
    "sfw-imp-bot: its termination protection is on: it is kept",
    "sfw-imp-store: its exports are imported by sfw-imp-bot, which is kept",
  ]);
  assert.ok(Date.now() - started < 10_000);
});

test("waits for an operation that is under way", async () => {
  await room.create("sfw-ope-01-starter", { learner: "ope", resources: waiting("2"), wait: false });
  let statusAtDeletion: string | undefined;
  room.proxy.onCall = async ({ operation }) => {
    if (operation !== "cloudformation.DeleteStack") return undefined;
    const cloudFormation = direct.client(CloudFormationClient);
    const { Stacks } = await cloudFormation.send(
      new DescribeStacksCommand({ StackName: "sfw-ope-01-starter" }),
    );
    statusAtDeletion = Stacks?.[0]?.StackStatus;
    return undefined;
  };
  assert.equal(await destroy("ope"), []);
  assert.is(statusAtDeletion, "ROLLBACK_COMPLETE");
});

test("does not wait forever", async () => {
  await room.create("sfw-end-01-starter", { learner: "end", resources: waiting("600"), wait: false });
  const [reason = ""] = await destroy("end", { stallMs: 500 });
  assert.match(reason, /it is CREATE_IN_PROGRESS, and nothing has changed/);
});

const xml = { "content-type": "text/xml" };

test("does not ask again while its reads lag behind its deletion", async () => {
  await room.create("sfw-lag-01-starter", { learner: "lag", resources: quick });
  const { stacks } = await find("lag");
  const stale = async () => {
    const body = new URLSearchParams({ Action: "DescribeStacks", Version: "2010-05-15" });
    const answer = await fetch(direct.title.match(/http:[^)]+/)?.[0] ?? "", { method: "POST", body });
    return { status: 200, headers: xml, body: await answer.text() };
  };
  const before = await stale();
  let asked = 0;
  room.proxy.onCall = ({ operation }) => {
    if (operation === "cloudformation.DeleteStack" && !asked++) asked = 1;
    return operation === "cloudformation.DescribeStacks" &&
      asked &&
      (room.proxy.counts.get("cloudformation.DescribeStacks") ?? 0) < 15
      ? before
      : undefined;
  };
  assert.equal(await deleteStacks(target, stacks, { force: false }), []);
  assert.is(room.proxy.counts.get("cloudformation.DeleteStack"), 1);
  assert.equal(await left("lag"), []);
});

test("does not take one list without a stack for its end", async () => {
  await room.create("sfw-gap-01-starter", { learner: "gap", resources: quick });
  const { stacks } = await find("gap");
  const empty =
    "<DescribeStacksResponse><DescribeStacksResult><Stacks/></DescribeStacksResult></DescribeStacksResponse>";
  let lists = 0;
  room.proxy.onCall = ({ operation }) =>
    operation === "cloudformation.DescribeStacks" && ++lists === 1
      ? { status: 200, headers: xml, body: empty }
      : undefined;
  assert.equal(await deleteStacks(target, stacks, { force: false }), []);
  assert.equal(await left("gap"), []);
});

test("reports a refusal for one stack and deletes the others", async () => {
  await room.create("sfw-den-01-starter", { learner: "den" });
  await room.create("sfw-den-04-tweetbot", { learner: "den" });
  room.proxy.onCall = call =>
    call.operation === "cloudformation.DeleteStack" && stackIn(call.body) === "sfw-den-01-starter"
      ? refusal(call, "AccessDenied", "not authorized to perform: cloudformation:DeleteStack", 403)
      : undefined;
  const [reason = ""] = await destroy("den");
  assert.match(reason, /^sfw-den-01-starter: .*the identity may not do that .*DeleteStack/);
  assert.equal(await left("den"), ["sfw-den-01-starter"]);
});

test("respects termination protection that was switched on after the look", async () => {
  const StackName = "sfw-pro-01-starter";
  await room.create(StackName, { learner: "pro" });
  const { stacks } = await find("pro");
  const protection = { StackName, EnableTerminationProtection: true };
  await direct.client(CloudFormationClient).send(new UpdateTerminationProtectionCommand(protection));
  const [leftover] = await deleteStacks(target, stacks, { force: true });
  assert.match(leftover?.reason ?? "", "TerminationProtection is enabled");
});

test("goes on where a broken-off run stopped, and with stacks that somebody else is deleting", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `sfw-cut-${index + 10}-any`);
  await inParallel(names, 4, name => room.create(name, { learner: "cut", resources: quick }));
  const { stacks } = await find("cut");
  // The list that follows the first deletions ends the run, as a kill would.
  const onProgress = () => {
    if (room.proxy.counts.get("cloudformation.DeleteStack")) throw new Error("killed");
  };
  await deleteStacks(target, stacks.slice(0, 6), { force: false, onProgress }).then(
    () => assert.unreachable("it was not killed"),
    (error: Error) => assert.is(error.message, "killed"),
  );
  await direct.client(CloudFormationClient).send(new DeleteStackCommand({ StackName: names[11] }));
  assert.equal(await destroy("cut"), []);
  assert.equal(await left("cut"), []);
});

test("deletes the part of a state machine that a killed verification left behind", async () => {
  await room.create("sfw-prt-05-any", { learner: "prt", resources: quick });
  const sfn = direct.client(SFNClient);
  const machines = async () => {
    const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
    return stateMachines.map(({ name = "" }) => name).filter(name => name.startsWith("sfw-prt-"));
  };
  const roleArn = "arn:aws:iam::000000000000:role/any";
  const definition = JSON.stringify({ StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } });
  await sfn.send(new CreateStateMachineCommand({ name: partName("sfw-prt-05-any"), roleArn, definition }));
  assert.is((await machines()).length, 2);
  assert.equal(await destroy("prt"), []);
  assert.equal(await machines(), []);
});

test("makes at most four calls for each stack, and one list for all, also when calls are refused", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `sfw-all-${index + 10}-any`);
  await inParallel(names, 4, name => room.create(name, { learner: "all", resources: quick }));
  room.proxy.counts.clear();
  let refused = 0;
  room.proxy.onCall = call =>
    call.operation === "cloudformation.DeleteStack" && call.nth % 5 === 0 && ++refused
      ? refusal(call, "Throttling", "Rate exceeded")
      : undefined;
  const progress: number[] = [];
  assert.equal(await destroy("all", { onProgress: done => progress.push(done) }), []);
  assert.equal(await left("all"), []);
  assert.is(progress.at(-1), 60);
  const { counts } = room.proxy;
  const calls = (operation: string) => counts.get(operation) ?? 0;
  assert.ok(refused >= 10, `only ${refused} calls were refused`);
  assert.is(calls("cloudformation.DeleteStack") - refused, 60);
  assert.is(calls("cloudformation.ListStackResources"), 60);
  assert.is(calls("states.ListExecutions"), 120);
  const lists = [
    "cloudformation.DescribeStacks",
    "states.ListStateMachines",
    "logs.DescribeLogGroups",
    "logs.ListTagsForResource",
  ];
  const others = [...counts.keys()].filter(
    operation =>
      ![
        ...lists,
        "cloudformation.DeleteStack",
        "cloudformation.ListStackResources",
        "states.ListExecutions",
      ].includes(operation),
  );
  assert.equal(others, [], "calls that nobody has counted on");
  assert.ok(
    calls("cloudformation.DescribeStacks") < 60,
    `${calls("cloudformation.DescribeStacks")} lists for 60 stacks`,
  );
});

test.after(() => room.stop());
test.run();
