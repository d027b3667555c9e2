import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { GetSubscriptionAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import * as assert from "uvu/assert";
import { type Execution, stopExecution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import { startExecution } from "../../scripts/execution/start.ts";
import { bucketReader } from "../../scripts/verify/arrivals/bucket.ts";
import { executionsReader } from "../../scripts/verify/arrivals/executions.ts";
import { type Arrival, collect, type Reader } from "../../scripts/verify/arrivals/index.ts";
import { logReader } from "../../scripts/verify/arrivals/log.ts";
import { deadLetters, queueReader } from "../../scripts/verify/arrivals/queue.ts";
import { streamReader } from "../../scripts/verify/arrivals/stream.ts";
import { deployedDefinition, pathOf } from "../../scripts/verify/expect.ts";
import { functionGrants, queueGrants, topicGrants } from "../../scripts/verify/grants.ts";
import type { Hint, Lesson } from "../../scripts/verify/lesson.ts";
import { ownLogsOnly, permissionsOf } from "../../scripts/verify/permissions.ts";

/** What each text that arrives tells, whichever receiver it was sent to. */
interface Notice {
  executionArn: string;
  status: string;
}

/** A receiver of the events, with where to look if nothing arrives. */
interface Receiver {
  name: string;
  hint: string;
  section: string;
}

/** Time enough for an execution to reach its flaky task, and well before its time limit. */
const stopAfterMs = 4_000;

/** The state machine's TimeoutSeconds, and how much later than that, in seconds, an execution may end. */
const timeLimit = 8;
const timeLimitTolerance = 3;

const statuses = ["ABORTED", "FAILED", "RUNNING", "SUCCEEDED", "TIMED_OUT"] as const;

/** Makes executions end in all the ways there are, and checks that each receiver hears of all that happened. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, stack, definition, input, run, follow, check } = lesson;
  const { resources } = stack;
  const sfn = target.client(SFNClient);

  await untilRuleHears(lesson);
  // An execution of another machine, of which nobody may hear. The rule starts more of this one.
  await startExecution(sfn, stack.outputs.AuditStateMachineArn, {});

  const runAndStop = async () => {
    const arn = await startExecution(sfn, stack.outputs.StateMachineArn, { ...input, behaviour: "overrun" });
    const stop = async () => {
      await sleep(stopAfterMs);
      await stopExecution(sfn, arn, "The verification stops it.");
    };
    const [closed] = await Promise.all([follow("An execution is stopped", arn), stop()]);
    return closed;
  };
  const [succeeded, failed, timedOut, aborted] = await Promise.all([
    run("The flaky task succeeds", { ...input, behaviour: "succeed" }),
    run("The flaky task fails", { ...input, behaviour: "fail" }),
    run("The flaky task takes too long", { ...input, behaviour: "overrun" }),
    runAndStop(),
  ]);
  const executions = [succeeded, failed, timedOut, aborted];

  await check(
    "An execution whose task succeeds is SUCCEEDED, its output the input with both results",
    { hint: "ResultPath puts each result beside the input.", section: "the-flaky-task" },
    () => {
      assert.is(succeeded.status, "SUCCEEDED", succeeded.cause);
      assert.equal(pathOf(succeeded), ["Hello", "Flaky"]);
      assert.equal(succeeded.output, {
        ...(succeeded.input as object),
        taskresult: "Hello 102 Class",
        flakyresult: "It worked",
      });
    },
  );

  await check(
    "A task that fails is tried three times, after 1 and 2 seconds, then the execution is FAILED",
    { hint: "Retry FlakyError: IntervalSeconds 1, MaxAttempts 2, BackoffRate 2.", section: "retry" },
    () => {
      assert.equal([failed.status, failed.error], ["FAILED", "FlakyError"]);
      assert.equal(pausesBetweenTries(failed, "Flaky"), [1, 2]);
    },
  );

  await check(
    "An execution over its time limit is TIMED_OUT",
    { hint: 'Set "TimeoutSeconds": 8 at the top of the definition.', section: "the-time-limit" },
    () => {
      assert.is(timedOut.status, "TIMED_OUT", timedOut.cause);
      const seconds = ((timedOut.stopDate?.getTime() ?? 0) - timedOut.startDate.getTime()) / 1000;
      assert.ok(seconds > timeLimit - 0.01, `it ended after ${seconds} s, before the limit`);
      assert.ok(seconds < timeLimit + timeLimitTolerance, `it ended only after ${seconds} s`);
    },
  );

  await check(
    "A stopped execution is ABORTED",
    {
      hint: "The flaky task has to take long enough to be stopped.",
      section: "make-all-five-statuses-happen",
    },
    () => {
      assert.is(aborted.status, "ABORTED", aborted.cause);
      assert.equal(pathOf(aborted), ["Hello", "Flaky"]);
    },
  );

  const since = new Date(Math.min(...executions.map(({ startDate }) => startDate.getTime())));
  const expected: Record<(typeof statuses)[number], Execution[]> = {
    ABORTED: [aborted],
    FAILED: [failed],
    RUNNING: executions,
    SUCCEEDED: [succeeded],
    TIMED_OUT: [timedOut],
  };
  const complete = (arrived: Arrival[]) => statuses.every(status => isHeard(arrived, status));
  const readBack = await Promise.all(
    receivers(lesson, since).map(async ({ read, ...receiver }) => ({
      ...receiver,
      arrived: await collect(target, read, complete),
    })),
  );
  const arrivedAt = (name: string) => readBack.find(receiver => receiver.name === name)?.arrived ?? [];
  // A topic keeps nothing: what it was sent is what it told its subscribers.
  const arrivals = [{ ...topic, arrived: [...arrivedAt("SQS queue"), ...arrivedAt("monitor")] }, ...readBack];
  function isHeard(arrived: Arrival[], status: (typeof statuses)[number]): boolean {
    const heard = arrived.map(noticeIn).filter(notice => notice?.status === status);
    return expected[status].every(({ arn }) => heard.some(notice => notice?.executionArn === arn));
  }

  lesson.table("What arrived where", [
    ["status", ...arrivals.map(({ name }) => name)],
    ...statuses.map(status => [
      status,
      ...arrivals.map(({ arrived }) => (isHeard(arrived, status) ? "✓" : "✗")),
    ]),
  ]);

  for (const { name, arrived, hint, section } of arrivals) {
    await check(`${name} hears of all five statuses`, { hint, section }, () =>
      assert.equal(
        statuses.filter(status => isHeard(arrived, status)),
        statuses,
      ),
    );
  }

  await check(
    "Nobody hears of another state machine",
    { hint: "The pattern has to name this state machine's ARN.", section: "the-event-pattern" },
    () => {
      const foreign = arrivals.filter(({ arrived }) =>
        arrived.map(noticeIn).some(notice => notice && !isOf(succeeded.stateMachineArn, notice)),
      );
      assert.equal(
        foreign.map(({ name }) => name),
        [],
      );
    },
  );

  await check(
    "The FIFO queue gets sentences for people",
    { hint: "The queue's target has an InputTransformer.", section: "input-transformer" },
    () => {
      const texts = arrivedAt("FIFO queue").map(({ text }) => readJson(text));
      const sentence = `Execution ${succeeded.arn} is SUCCEEDED.`;
      assert.ok(texts.includes(sentence), `"${sentence}" did not arrive`);
    },
  );

  await check(
    "The FIFO queue keeps all messages in one group",
    { hint: "Set SqsParameters: MessageGroupId: executions.", section: "fifo-queue" },
    () =>
      assert.equal(distinct(arrivedAt("FIFO queue").map(({ messageGroupId }) => messageGroupId)), [
        "executions",
      ]),
  );

  await check(
    "The partition key is the execution's ARN",
    { hint: "Set KinesisParameters: PartitionKeyPath: $.detail.executionArn.", section: "partition-key" },
    () => {
      const keyed = arrivedAt("keyed stream");
      assert.ok(keyed.length > 0, "nothing arrived");
      assert.equal(
        keyed.map(({ partitionKey }) => partitionKey),
        keyed.map(arrival => noticeIn(arrival)?.executionArn),
      );
    },
  );

  await check(
    "The monitor logs the status without what went in and out",
    { hint: "Log single fields of the event's detail, never the whole.", section: "the-monitor" },
    () => {
      const lines = arrivedAt("monitor").map(({ text }) => readJson(text) as Record<string, unknown>);
      const line = lines.find(
        ({ executionArn, status }) => executionArn === failed.arn && status === "FAILED",
      );
      const { durationMs, ...rest } = line ?? {};
      assert.type(durationMs, "number");
      assert.equal(rest, {
        executionArn: failed.arn,
        status: "FAILED",
        startDate: failed.startDate.toISOString(),
        error: "FlakyError",
      });
    },
  );

  await check(
    "The rule has at most five targets; each of them, and each subscription, has the dead-letter queue",
    { hint: "Targets have a DeadLetterConfig, subscriptions a RedrivePolicy.", section: "dead-letter-queue" },
    async () => {
      const { Targets = [] } = await target
        .client(EventBridgeClient)
        .send(new ListTargetsByRuleCommand({ Rule: resources.StatusRule }));
      assert.ok(Targets.length <= 5, `it has ${Targets.length} targets`);
      const without = Targets.filter(({ DeadLetterConfig }) => !DeadLetterConfig?.Arn).map(({ Id }) => Id);
      for (const subscription of ["QueueSubscription", "MonitorSubscription"]) {
        const { Attributes } = await target
          .client(SNSClient)
          .send(new GetSubscriptionAttributesCommand({ SubscriptionArn: resources[subscription] }));
        if (!Attributes?.RedrivePolicy) without.push(subscription);
      }
      assert.equal(without, []);
    },
  );

  await check(
    "No event had to go to the dead-letter queue",
    {
      hint: "The reasons are above. The queue keeps the events for four days.",
      section: "dead-letter-queue",
    },
    async () => {
      const letters = await deadLetters(target, resources.DeadLetterQueue);
      const ours = letters.filter(letter =>
        executions.some(({ arn }) => arn === noticeIn(letter)?.executionArn),
      );
      assert.equal(distinct(ours.map(({ reason }) => reason)), []);
    },
  );

  await check(
    "The deployed definition is the one in this folder",
    { hint: "Deploy again: someone changed the state machine, or the file.", section: "deploy-it" },
    async () => assert.equal(await deployedDefinition(target, stack.outputs.StateMachineArn), definition),
  );

  await checkPermissions(lesson);
}

/**
 * A new rule takes a while to work on AWS, and never hears of what happened before. Gives up after the target's lag.
 */
async function untilRuleHears({ target, stack, input }: Lesson): Promise<void> {
  const sfn = target.client(SFNClient);
  const queue = queueReader(target, stack.resources.FifoQueue);
  const patient = { ...target, lagMs: Math.min(target.lagMs, 10_000) };
  for (const limit = Date.now() + target.lagMs; Date.now() < limit; ) {
    const succeed = { ...input, behaviour: "succeed" };
    const arn = await startExecution(sfn, stack.outputs.StateMachineArn, succeed, "warm-up");
    const isHeard = (arrivals: Arrival[]) =>
      arrivals.some(arrival => noticeIn(arrival)?.executionArn === arn);
    if (isHeard(await collect(patient, queue, isHeard))) return;
  }
}

async function checkPermissions({ target, stack, check }: Lesson): Promise<void> {
  const { resources, arn } = stack;
  const functionArn = (name = "") => arn("lambda", `function:${name}`);
  const hint: Hint = {
    hint: "Allow just the actions that are needed, each on one resource.",
    section: "policies-and-roles",
  };

  await check("Only the rule may send to its targets, only the topic to its subscribers", hint, async () => {
    const rule = arn("events", `rule/${resources.StatusRule}`);
    assert.equal(
      {
        topic: await topicGrants(target, resources.Topic),
        fifoQueue: await queueGrants(target, resources.FifoQueue),
        queue: await queueGrants(target, resources.Queue),
        monitor: await functionGrants(target, resources.MonitorFunction),
        deadLetterQueue: await queueGrants(target, resources.DeadLetterQueue),
      },
      {
        topic: [`Allow events.amazonaws.com sns:Publish from ${rule}`],
        fifoQueue: [`Allow events.amazonaws.com sqs:SendMessage from ${rule}`],
        queue: [`Allow sns.amazonaws.com sqs:SendMessage from ${resources.Topic}`],
        monitor: [`Allow sns.amazonaws.com lambda:InvokeFunction from ${resources.Topic}`],
        deadLetterQueue: [
          `Allow events.amazonaws.com sqs:SendMessage from ${rule}`,
          `Allow sns.amazonaws.com sqs:SendMessage from ${resources.Topic}`,
        ],
      },
    );
  });

  const streamArn = (name = "") => arn("kinesis", `stream/${name}`);
  await check("The rule's role may only reach the streams and the audit", hint, async () =>
    assert.equal(
      await permissionsOf(target, resources.TargetsRole),
      [
        `Allow kinesis:PutRecord on ${streamArn(resources.KeyedStream)}`,
        `Allow kinesis:PutRecord on ${streamArn(resources.Stream)}`,
        `Allow states:StartExecution on ${resources.AuditStateMachine}`,
      ].sort(),
    ),
  );

  await check("The archive may only read its stream and fill its bucket", hint, async () => {
    const bucket = `${arn("s3", "").split(":").slice(0, 3).join(":")}:::${resources.ArchiveBucket}`;
    const stream = streamArn(resources.Stream);
    assert.equal(await permissionsOf(target, resources.ArchiveRole), [
      `Allow kinesis:DescribeStream on ${stream}`,
      `Allow kinesis:GetRecords on ${stream}`,
      `Allow kinesis:GetShardIterator on ${stream}`,
      `Allow kinesis:ListShards on ${stream}`,
      `Allow s3:AbortMultipartUpload on ${bucket}/*`,
      `Allow s3:GetBucketLocation on ${bucket}`,
      `Allow s3:GetObject on ${bucket}/*`,
      `Allow s3:ListBucket on ${bucket}`,
      `Allow s3:ListBucketMultipartUploads on ${bucket}`,
      `Allow s3:PutObject on ${bucket}/*`,
    ]);
  });

  await check("The functions may only write their logs", hint, async () => {
    const { HelloLogGroup, FlakyLogGroup, MonitorLogGroup } = resources;
    const allowed = [HelloLogGroup, FlakyLogGroup, MonitorLogGroup].flatMap(group =>
      ownLogsOnly(stack, group),
    );
    assert.equal(await permissionsOf(target, resources.HelloRole), allowed.sort());
  });

  await check("The state machines may only invoke the two functions", hint, async () =>
    assert.equal(
      await permissionsOf(target, resources.StateMachineRole),
      [resources.FlakyFunction, resources.HelloFunction].map(
        name => `Allow lambda:InvokeFunction on ${functionArn(name)}`,
      ),
    ),
  );
}

const topic: Receiver = {
  name: "SNS topic",
  hint: "Is it a target of the rule, and does its policy let the rule in? It shows by its subscribers.",
  section: "sns-topic",
};

/**
 * Those that can be read back: the subscribers of the topic, then what the rule reaches by itself, then the archive.
 */
function receivers({ target, stack: { resources } }: Lesson, since: Date): (Receiver & { read: Reader })[] {
  return [
    {
      name: "SQS queue",
      read: queueReader(target, resources.Queue),
      hint: "Does it subscribe to the topic, with RawMessageDelivery, and does its policy let the topic in?",
      section: "sqs-queue",
    },
    {
      name: "monitor",
      read: logReader(target, resources.MonitorLogGroup, since),
      hint: "Does it subscribe to the topic, and does its permission let the topic in? Look into its log.",
      section: "the-monitor",
    },
    {
      name: "FIFO queue",
      read: queueReader(target, resources.FifoQueue),
      hint: "Is it a target, does its policy let the rule in, and has it ContentBasedDeduplication?",
      section: "fifo-queue",
    },
    {
      name: "stream",
      read: streamReader(target, resources.Stream, since),
      hint: "Is it a target of the rule, and does the rule's role allow it?",
      section: "kinesis-stream",
    },
    {
      name: "keyed stream",
      read: streamReader(target, resources.KeyedStream, since),
      hint: "Is it a target of the rule, and does the rule's role allow it?",
      section: "partition-key",
    },
    {
      name: "archive",
      read: bucketReader(target, resources.ArchiveBucket, since),
      hint: "May its role read the stream and write to the bucket?",
      section: "firehose-archive",
    },
    {
      name: "audit",
      read: executionsReader(target, resources.AuditStateMachine, since),
      hint: "Is it a target, does the rule's role allow it, and does it get the whole event as its input?",
      section: "audit-state-machine",
    },
  ];
}

/** An event, a line of the monitor or a sentence for people; undefined for anything else. */
function noticeIn({ text }: Arrival): Notice | undefined {
  const value = readJson(text);
  if (typeof value === "string") {
    const [, executionArn, status] = /^Execution (\S+) is (\w+)\.$/.exec(value) ?? [];
    return executionArn && status ? { executionArn, status } : undefined;
  }
  const { executionArn, status } =
    (value as { detail?: Notice })?.detail ?? ((value ?? {}) as Partial<Notice>);
  return executionArn && status ? { executionArn, status } : undefined;
}

/** Whether a notice is about an execution of a state machine, whose name is in the execution's ARN. */
function isOf(stateMachineArn: string, { executionArn }: Notice): boolean {
  return executionArn.startsWith(`${stateMachineArn.replace(":stateMachine:", ":execution:")}:`);
}

/**
 * How long, in whole seconds, a task of a Lambda function paused before each further try; clocks may show a bit less.
 */
function pausesBetweenTries({ events }: Execution, state: string): number[] {
  const entered = events.findIndex(
    ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state,
  );
  // A function named by its ARN has events of its own; one behind a service integration has those of a task.
  const times = (what: "Scheduled" | "Failed") =>
    events
      .slice(entered)
      .filter(({ type }) => type === `LambdaFunction${what}` || type === `Task${what}`)
      .map(({ timestamp }) => timestamp?.getTime() ?? Number.NaN);
  const failures = times("Failed");
  return times("Scheduled")
    .slice(1)
    .map((scheduled, index) => Math.floor((scheduled - (failures[index] ?? Number.NaN)) / 1000 + 0.1));
}

function distinct<Item>(items: Item[]): Item[] {
  return [...new Set(items)];
}
