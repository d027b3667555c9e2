import { CloudFormationClient, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  type DescribeMapRunCommandOutput,
  DescribeStateMachineCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";
import { ended, history, only, type Run, result, run, start, types } from "./executions.ts";

/** An emulator with a bucket of CSV files. */
interface Place {
  sfn: SFNClient;
  s3: S3Client;
}
interface Context {
  emulator: TestEmulator;
  plainEmulator: TestEmulator;
  local: Place;
  plain: Place;
  stop(): Promise<void>;
}
const test = suite<Context>("Map states run as on AWS");

const Bucket = "map-behaviour";
const rows = (count: number) => Array.from({ length: count }, (_, i) => `${i},tweet ${i}\n`).join("");
const files = {
  "ten.csv": `id,text\n${rows(10)}`,
  "bare.csv": rows(3),
  "thousand.csv": `id,text\n${rows(1000)}`,
  "large.csv": rows(20_000),
  "object.json": '{"no": "list"}',
};

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  Object.assign(context, { stop, emulator: local, plainEmulator: plain });
  [context.local, context.plain] = await Promise.all([prepare(local), prepare(plain)]);
});
test.after(async context => context.stop?.());

async function prepare({ config }: TestEmulator): Promise<Place> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await Promise.all(
    Object.entries(files).map(([Key, Body]) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))),
  );
  return { sfn: new SFNClient(config), s3 };
}

const branch = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const pass = { Type: "Pass", End: true };
/** A moment, in JSONata. */
const pause = {
  QueryLanguage: "JSONata",
  Type: "Wait",
  Timestamp: "{% $fromMillis($millis() + 200) %}",
  End: true,
};
const distributed = (States: Record<string, object>, ExecutionType = "STANDARD") => ({
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
  ...branch(States),
});
/** Fails those whose field n is below $.below of the input. */
const failBelow = (n: number, Variable = "$.n") => ({
  Check: { Type: "Choice", Choices: [{ Variable, NumericLessThan: n, Next: "No" }], Default: "Yes" },
  No: { Type: "Fail", Error: "No", Cause: "Below" },
  Yes: pass,
});
const csv = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" };
const reader = (Key: string, ReaderConfig: object = csv) => ({
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig,
    Parameters: { Bucket, Key },
  },
});
const writer = (more: object = {}) => ({
  ResultWriter: {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket, Prefix: "results" },
    ...more,
  },
});
const ten = Array.from({ length: 10 }, (_, n) => ({ n }));

/** How many iterations ran at once, at most. */
function most({ events }: Run): number {
  let now = 0;
  return Math.max(
    ...events.map(({ type }) => {
      if (type === "MapIterationStarted") now += 1;
      if (type === "MapIterationSucceeded") now -= 1;
      return now;
    }),
  );
}

test("inline: no more iterations at once than MaxConcurrency says, and than 40", async ({ local }) => {
  const map = (more: object) => only({ Type: "Map", ItemProcessor: branch({ Pause: pause }), ...more });
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const [three, path, unlimited] = await Promise.all([
    run(local.sfn, map({ MaxConcurrency: 3 }), numbers(7)),
    run(local.sfn, map({ MaxConcurrencyPath: "$.most", ItemsPath: "$.items" }), {
      most: 2,
      items: numbers(4),
    }),
    run(local.sfn, map({}), numbers(45)),
  ]);
  assert.equal([most(three), most(path)], [3, 2]);
  assert.ok(most(unlimited) > 3 && most(unlimited) <= 40, `${most(unlimited)} of 45 at once`);
  const { startDate, stopDate } = three.description;
  assert.ok(Number(stopDate) - Number(startDate) >= 600, "seven in threes take three times 200 ms");
});

test("inline: an iteration that catches its failure does not fail the others", async ({ local }) => {
  const processor = branch({
    Try: {
      Type: "Parallel",
      Branches: [branch(failBelow(2))],
      Catch: [{ ErrorEquals: ["No"], ResultPath: "$.error", Next: "Failed" }],
      OutputPath: "$[0]",
      End: true,
    },
    Failed: { ...pass, Parameters: { "failed.$": "$.n" } },
  });
  const ran = await run(local.sfn, only({ Type: "Map", ItemProcessor: processor }), ten.slice(0, 4));
  assert.equal(result(ran), [{ failed: 0 }, { failed: 1 }, { n: 2 }, { n: 3 }]);
  assert.is(types(ran).filter(type => type === "MapIterationSucceeded").length, 4);
  assert.not.ok(types(ran).includes("MapIterationFailed"));
});

/** The map run of an execution, as it is described, with its child executions. */
async function mapRun(
  sfn: SFNClient,
  executionArn: string | undefined,
): Promise<DescribeMapRunCommandOutput & { children: ExecutionListItem[] }> {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  assert.is(mapRuns.length, 1);
  const mapRunArn = mapRuns[0]?.mapRunArn;
  const [description, { executions: children = [] }] = await Promise.all([
    sfn.send(new DescribeMapRunCommand({ mapRunArn })),
    sfn.send(new ListExecutionsCommand({ mapRunArn })),
  ]);
  return { ...description, children };
}

const counts = (all: Record<string, number>) => ({
  ...{
    pending: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    total: 0,
    resultsWritten: 0,
  },
  ...{ failuresNotRedrivable: 0, pendingRedrive: 0, ...all },
});

test("distributed: a map run over a CSV file, with child executions of their own", async ({ local }) => {
  const ran = await run(
    local.sfn,
    only({
      Type: "Map",
      Label: "Tweets",
      MaxConcurrency: 4,
      ...reader("ten.csv"),
      ItemSelector: { "n.$": "$$.Map.Item.Index", "tweet.$": "$$.Map.Item.Value", "from.$": "$.from" },
      ItemProcessor: distributed({
        Show: { ...pass, Parameters: { "in.$": "$", "me.$": "$$.Execution.Id" } },
      }),
    }),
    { from: "me" },
  );
  const output = result(ran) as { in: object; me: string }[];
  assert.equal(output[1]?.in, { n: 1, tweet: { id: "1", text: "tweet 1" }, from: "me" });
  const { executionArn = "", name } = ran.description;
  const described = await mapRun(local.sfn, executionArn);
  const { mapRunArn = "", children } = described;
  assert.equal(
    ran.events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`),
    [
      "1<0 ExecutionStarted",
      "2<0 MapStateEntered",
      "3<2 MapStateStarted",
      "4<3 MapRunStarted",
      "5<4 MapRunSucceeded",
      "6<5 MapStateSucceeded",
      "7<4 MapStateExited",
      "8<7 ExecutionSucceeded",
    ],
  );
  assert.equal(ran.events[2]?.mapStateStartedEventDetails, { length: 0 });
  assert.equal(ran.events[3]?.mapRunStartedEventDetails, { mapRunArn });
  const machine = ran.description.stateMachineArn ?? "";
  assert.ok(mapRunArn.startsWith(`${machine.replace(":stateMachine:", ":mapRun:")}/Tweets:`));
  assert.equal(
    [described.status, described.maxConcurrency, described.executionArn, described.redriveCount],
    ["SUCCEEDED", 4, executionArn, 0],
  );
  const all = counts({ succeeded: 10, total: 10, resultsWritten: 10 });
  assert.equal([described.itemCounts, described.executionCounts], [all, all]);

  assert.is(children.length, 10);
  const child = children.find(({ executionArn }) => executionArn === output[1]?.me);
  assert.ok(child?.executionArn?.startsWith(`${executionArn.replace(`:${name}`, "")}/Tweets:`));
  assert.equal([child?.mapRunArn, child?.itemCount, child?.status], [mapRunArn, 1, "SUCCEEDED"]);
  assert.is(child?.stateMachineArn, `${machine}/Tweets`);
  const { description, events } = await ended(local.sfn, child?.executionArn ?? "");
  assert.equal([description.mapRunArn, JSON.parse(description.output ?? "")], [mapRunArn, output[1]]);
  assert.equal(
    events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`),
    ["1<0 ExecutionStarted", "2<0 PassStateEntered", "3<2 PassStateExited", "4<3 ExecutionSucceeded"],
  );
  const own = new ListExecutionsCommand({ stateMachineArn: ran.description.stateMachineArn });
  assert.is((await local.sfn.send(own)).executions?.length, 1);
});

test("a state machine takes its executions with it, and those of its map runs", async ({
  emulator,
  plainEmulator,
}) => {
  const Machine = {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      RoleArn: "arn:aws:iam::000000000000:role/behaviour",
      DefinitionString: JSON.stringify(only({ Type: "Map", ItemProcessor: distributed({ Show: pass }) })),
    },
  };
  const template = { Resources: { Machine }, Outputs: { Arn: { Value: { Ref: "Machine" } } } };
  const left = async ({ deploy, config }: TestEmulator, andMapRun: boolean) => {
    const sfn = new SFNClient(config);
    const { Arn: stateMachineArn } = await deploy(template, "deleted");
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: "[1]" }));
    await ended(sfn, executionArn ?? "");
    const asked: (() => Promise<unknown>)[] = [
      () => sfn.send(new DescribeExecutionCommand({ executionArn })),
    ];
    if (andMapRun) {
      const { mapRunArn, children } = await mapRun(sfn, executionArn);
      asked.push(() => sfn.send(new DescribeExecutionCommand({ executionArn: children[0]?.executionArn })));
      asked.push(() => sfn.send(new DescribeMapRunCommand({ mapRunArn })));
    }
    const before = await Promise.allSettled(asked.map(ask => ask()));
    assert.ok(before.every(({ status }) => status === "fulfilled"));
    const cloudFormation = new CloudFormationClient(config);
    await cloudFormation.send(new DeleteStackCommand({ StackName: "deleted" }));
    await until(async () => {
      const machine = sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      return await machine.then(
        () => undefined,
        () => true,
      );
    });
    const answers = await Promise.allSettled(asked.map(ask => ask()));
    return answers.map(answer => (answer.status === "rejected" ? answer.reason.name : "there"));
  };
  assert.equal(await left(emulator, true), [
    "ExecutionDoesNotExist",
    "ExecutionDoesNotExist",
    "ResourceNotFound",
  ]);
  assert.equal(
    await left(plainEmulator, false),
    ["there"],
    "MiniStack's CloudFormation now deletes executions: drop delete_with_executions.",
  );
});

test("distributed: as many failures as are tolerated, and one more", async ({ local }) => {
  const map = (failing: number, more: object) =>
    run(
      local.sfn,
      only({ Type: "Map", ItemProcessor: distributed(failBelow(failing)), MaxConcurrency: 1, ...more }),
      ten,
    );
  const exceeded = [
    "States.ExceedToleratedFailureThreshold",
    "The specified tolerated failure threshold was exceeded",
  ];
  const [percentage, percentageOver, count, countOver, none, both] = await Promise.all([
    map(3, { ToleratedFailurePercentage: 30 }),
    map(4, { ToleratedFailurePercentage: 30 }),
    map(3, { ToleratedFailureCount: 3 }),
    map(4, { ToleratedFailureCount: 3 }),
    map(1, {}),
    map(3, { ToleratedFailureCount: 5, ToleratedFailurePercentage: 20 }),
  ]);
  assert.equal(
    [percentage, percentageOver, count, countOver, none, both].map(({ description }) => description.status),
    ["SUCCEEDED", "FAILED", "SUCCEEDED", "FAILED", "FAILED", "FAILED"],
  );
  assert.equal([result(percentageOver), result(none)], [exceeded, exceeded]);
  assert.equal(types(none).slice(-4), ["MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed"]);
  assert.equal(none.events.at(-3)?.mapRunFailedEventDetails, { error: exceeded[0], cause: exceeded[1] });
  const output = result(percentage) as { Status?: string; Error?: string; n?: number }[];
  assert.equal([output[2]?.Status, output[2]?.Error, output[3]?.n], ["FAILED", "No", 3]);
  const tolerated = await mapRun(local.sfn, percentage.description.executionArn);
  assert.equal(tolerated.itemCounts, counts({ succeeded: 7, failed: 3, total: 10, resultsWritten: 10 }));
  assert.is(tolerated.toleratedFailurePercentage, 30);
  const failed = await mapRun(local.sfn, none.description.executionArn);
  assert.equal(
    [failed.status, failed.itemCounts],
    ["FAILED", counts({ failed: 1, pending: 9, total: 10, resultsWritten: 1 })],
  );
});

test("ItemReader: headers that are given, MaxItems, and files that can't be read", async ({ local }) => {
  const map = (source: object) =>
    only(
      {
        Type: "Map",
        ...source,
        ItemProcessor: distributed({ Show: pass }),
        Catch: [{ ErrorEquals: ["States.ItemReaderFailed"], Next: "Caught" }],
      },
      { Caught: { Type: "Pass", Parameters: { "caught.$": "$.Cause" }, End: true } },
    );
  const [given, first, missing, object, parquet] = await Promise.all([
    run(
      local.sfn,
      map(reader("bare.csv", { ...csv, CSVHeaderLocation: "GIVEN", CSVHeaders: ["a", "b"], MaxItems: 2 })),
    ),
    run(local.sfn, map(reader("ten.csv", { ...csv, MaxItemsPath: "$.most" })), { most: 1 }),
    run(local.sfn, map(reader("missing.csv"))),
    run(local.sfn, map(reader("object.json", { InputType: "JSON" }))),
    run(local.sfn, map(reader("ten.csv", { InputType: "PARQUET" }))),
  ]);
  assert.equal(result(given), [
    { a: "0", b: "tweet 0" },
    { a: "1", b: "tweet 1" },
  ]);
  assert.equal(result(first), [{ id: "0", text: "tweet 0" }]);
  assert.match((result(missing) as { caught: string }).caught, /key does not exist/);
  assert.ok(types(missing).includes("MapRunFailed"));
  assert.equal(result(object), { caught: "Attempting to map over non-iterable node." });
  assert.equal(result(parquet), { caught: "InputType PARQUET is not emulated here." });
});

const read = async ({ s3 }: Place, Key: string | undefined) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? "");
};

test("ItemBatcher and ResultWriter", async ({ local }) => {
  const ran = await run(
    local.sfn,
    only({
      Type: "Map",
      ...reader("ten.csv"),
      ItemSelector: { "n.$": "$$.Map.Item.Index" },
      ItemBatcher: { MaxItemsPerBatch: 4, BatchInput: { "from.$": "$.from" } },
      ItemProcessor: distributed(failBelow(4, "$.Items[0].n")),
      ToleratedFailurePercentage: 40,
      ...writer(),
    }),
    { from: "me" },
  );
  const described = await mapRun(local.sfn, ran.description.executionArn);
  assert.equal(
    [described.itemCounts, described.executionCounts],
    [
      counts({ succeeded: 6, failed: 4, total: 10, resultsWritten: 10 }),
      counts({ succeeded: 2, failed: 1, total: 3, resultsWritten: 3 }),
    ],
  );
  assert.equal(described.children.map(({ itemCount }) => itemCount).sort(), [2, 4, 4]);
  const { mapRunArn = "" } = described;
  const folder = `results/${mapRunArn.split(":").at(-1)}`;
  const output = { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key: `${folder}/manifest.json` } };
  assert.equal(result(ran), output);

  const manifest = await read(local, output.ResultWriterDetails.Key);
  assert.equal([manifest.DestinationBucket, manifest.MapRunArn], [Bucket, mapRunArn]);
  const { SUCCEEDED, FAILED, PENDING } = manifest.ResultFiles;
  assert.equal(
    [SUCCEEDED, FAILED, PENDING].map(list => list.map((file: { Key: string }) => file.Key)),
    [[`${folder}/SUCCEEDED_0.json`], [`${folder}/FAILED_0.json`], []],
  );
  assert.ok(SUCCEEDED[0].Size > 0);
  const [succeeded] = await read(local, SUCCEEDED[0].Key);
  const given = { BatchInput: { from: "me" }, Items: [{ n: 4 }, { n: 5 }, { n: 6 }, { n: 7 }] };
  assert.equal(JSON.parse(succeeded.Input), given);
  assert.equal(JSON.parse(succeeded.Output), given);
  assert.equal(Object.keys(succeeded).sort(), [
    "ExecutionArn",
    "Input",
    "InputDetails",
    "Name",
    "Output",
    "OutputDetails",
    "RedriveCount",
    "RedriveStatus",
    "RedriveStatusReason",
    "StartDate",
    "StateMachineArn",
    "Status",
    "StopDate",
  ]);
  const failed = await read(local, FAILED[0].Key);
  assert.equal(
    [failed.length, failed[0].Status, failed[0].Error, failed[0].Cause],
    [1, "FAILED", "No", "Below"],
  );
  assert.is(failed[0].Output, undefined);
});

test("ResultWriter: transformations, JSON Lines, a bucket that is missing, a run that fails", async ({
  local,
}) => {
  const map = (more: object) =>
    run(local.sfn, only({ Type: "Map", ItemProcessor: distributed({ Show: pass }), ...more }), [[1, 2], [3]]);
  const config = (Transformation: string, OutputType = "JSON") => ({
    WriterConfig: { Transformation, OutputType },
  });
  const [compact, flat, here, missing, tooMany] = await Promise.all([
    map(writer(config("COMPACT"))),
    map(writer(config("FLATTEN", "JSONL"))),
    map({ ResultWriter: config("FLATTEN") }),
    map(writer({ Parameters: { Bucket: "missing-bucket", Prefix: "x" } })),
    map({
      ItemProcessor: distributed({ No: { Type: "Fail", Error: "No" } }),
      MaxConcurrency: 1,
      ...writer(),
    }),
  ]);
  const filesOf = async (ran: Run) => {
    const { mapRunArn = "" } = await mapRun(local.sfn, ran.description.executionArn);
    return (await read(local, `results/${mapRunArn.split(":").at(-1)}/manifest.json`)).ResultFiles;
  };
  assert.equal(await read(local, (await filesOf(compact)).SUCCEEDED[0].Key), [[1, 2], [3]]);
  const { Key } = (await filesOf(flat)).SUCCEEDED[0];
  const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.is(await Body?.transformToString(), "1\n2\n3");
  assert.equal(result(here), [1, 2, 3]);
  assert.is(missing.description.error, "States.ResultWriterFailed");
  assert.is(tooMany.description.error, "States.ExceedToleratedFailureThreshold");
  const { FAILED, PENDING } = await filesOf(tooMany);
  assert.is((await read(local, FAILED[0].Key)).length, 1);
  assert.equal(
    (await read(local, PENDING[0].Key)).map(({ Input, Status }: Record<string, string>) => [Input, Status]),
    [["[3]", "PENDING"]],
  );
});

const getObject = (Key: string) =>
  only({
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:s3:getObject",
    Parameters: { Bucket, Key },
    End: true,
  });

test("a task reads an object as a text of up to 256 KiB", async ({ local }) => {
  const [bare, missing, large] = await Promise.all([
    run(local.sfn, getObject("bare.csv")),
    run(local.sfn, getObject("missing.csv")),
    run(local.sfn, getObject("large.csv")),
  ]);
  const { Body, ContentLength, ETag } = result(bare) as Record<string, unknown>;
  assert.equal([Body, ContentLength], [files["bare.csv"], files["bare.csv"].length]);
  assert.match(String(ETag), /^"\w+"$/);
  assert.is(missing.description.error, "S3.NoSuchKeyException");
  assert.is(large.description.error, "States.DataLimitExceeded");
});

test("more results than 256 KiB fail the state, unless they are written", async ({ local }) => {
  const large = { ...pass, Result: "x".repeat(100_000) };
  const map = (more: object) =>
    run(local.sfn, only({ Type: "Map", ItemProcessor: distributed({ Large: large }), ...more }), [1, 2, 3]);
  const [failed, written] = await Promise.all([map({}), map(writer())]);
  assert.is(failed.description.error, "States.DataLimitExceeded");
  assert.is(written.description.status, "SUCCEEDED");
});

test("an abort of the execution aborts its map run and child executions", async ({ local }) => {
  const wait = { Type: "Wait", Seconds: 30, End: true };
  const map = { Type: "Map", ItemProcessor: distributed({ Wait: wait }), MaxConcurrency: 2 };
  const executionArn = await start(local.sfn, only(map), [1, 2, 3]);
  await until(async () => {
    const { mapRuns = [] } = await local.sfn.send(new ListMapRunsCommand({ executionArn }));
    if (mapRuns.length === 0) return undefined;
    const { executionCounts } = await mapRun(local.sfn, executionArn);
    return executionCounts?.running === 2 || undefined;
  });
  await local.sfn.send(new StopExecutionCommand({ executionArn }));
  const stopped = await until(async () => {
    const seen = await mapRun(local.sfn, executionArn);
    return seen.status === "RUNNING" ? undefined : seen;
  });
  assert.is(stopped.status, "ABORTED");
  assert.equal(stopped.executionCounts, counts({ aborted: 2, pending: 1, total: 3 }));
  assert.equal(
    stopped.children.map(({ status }) => status),
    ["ABORTED", "ABORTED"],
  );
  const [child] = stopped.children;
  const events = await history(local.sfn, child?.executionArn ?? "");
  assert.is(events.at(-1)?.type, "ExecutionAborted");
});

test("child executions that are EXPRESS have no history", async ({ local }) => {
  const map = { Type: "Map", ItemProcessor: distributed({ Show: pass }, "EXPRESS") };
  const ran = await run(local.sfn, only(map), [1]);
  assert.equal(result(ran), [1]);
  const { children } = await mapRun(local.sfn, ran.description.executionArn);
  const executionArn = children[0]?.executionArn;
  assert.match(executionArn ?? "", /:express:/);
  const { status } = await local.sfn.send(new DescribeExecutionCommand({ executionArn }));
  assert.is(status, "SUCCEEDED");
  await local.sfn.send(new GetExecutionHistoryCommand({ executionArn })).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.name, "InvalidArn"),
  );
});

test("UpdateMapRun is not emulated, and says so", async ({ local, plain }) => {
  const update = ({ sfn }: Place) =>
    sfn
      .send(
        new UpdateMapRunCommand({
          mapRunArn: "arn:aws:states:us-east-1:000000000000:mapRun:x",
          maxConcurrency: 1,
        }),
      )
      .catch((error: Error) => error);
  assert.match(String(await update(local)), /UpdateMapRun is not emulated here/);
  assert.not.match(String(await update(plain)), /not emulated/);
});

test("a thousand rows pass through a function in less than 20 s", async ({ emulator, local }) => {
  const { Echo = "" } = await emulator.deploy({
    Resources: {
      Echo: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Role: "arn:aws:iam::000000000000:role/behaviour",
          Code: { ZipFile: "exports.handler = async event => event.id;" },
        },
      },
    },
    Outputs: { Echo: { Value: { Ref: "Echo" } } },
  });
  const invoke = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: Echo, "Payload.$": "$" },
    OutputPath: "$.Payload",
    End: true,
  };
  const map = { Type: "Map", ...reader("thousand.csv"), ItemProcessor: distributed({ Invoke: invoke }) };
  const ran = await ended(local.sfn, await start(local.sfn, only(map)), 20);
  assert.equal(
    result(ran),
    Array.from({ length: 1000 }, (_, i) => `${i}`),
  );
});

test("MiniStack alone does otherwise", async ({ plain }) => {
  const map = { Type: "Map", ItemProcessor: distributed({ Show: pass }) };
  const [batched, written, failed, silent, read] = await Promise.all([
    run(plain.sfn, only({ ...map, ItemBatcher: { MaxItemsPerBatch: 2 } }), [1, 2]),
    run(plain.sfn, only({ ...map, ...writer() }), [1]),
    run(plain.sfn, only({ ...map, ItemProcessor: distributed(failBelow(1)), MaxConcurrency: 1 }), ten),
    run(plain.sfn, only(map), [1]),
    run(plain.sfn, getObject("bare.csv")),
  ]);
  assert.match(
    String(read.description.cause),
    /not yet implemented/,
    "MiniStack now reads objects: drop objects.py.",
  );
  assert.equal(result(batched), [1, 2], "MiniStack now has ItemBatcher: drop batches.");
  assert.equal(result(written), [1], "MiniStack now has ResultWriter: drop map_results.py.");
  const { itemCounts } = await mapRun(plain.sfn, failed.description.executionArn);
  assert.is(
    itemCounts?.succeeded,
    9,
    "MiniStack now ends a map run with the first failure that is too many: drop run_children.",
  );
  assert.not.ok(
    types(silent).includes("MapRunStarted"),
    "MiniStack now logs map runs: drop that from distributed_result.",
  );
});

test.run();
