import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeExecutionCommand,
  type HistoryEvent,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";
import { ended, history, only, type Run, result, run, start, types } from "./executions.ts";

interface Context {
  emulator: TestEmulator;
  local: Place;
  plain: Place;
  stop(): Promise<void>;
}
/** An emulator with a queue and with a function that throws. */
interface Place {
  sfn: SFNClient;
  sqs: SQSClient;
  queue: string;
  failing: string;
}
const test = suite<Context>("Tasks wait for their tokens as on AWS");

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  Object.assign(context, { stop, emulator: local });
  [context.local, context.plain] = await Promise.all([prepare(local), prepare(plain)]);
});
test.after(async context => context.stop?.());

async function prepare(emulator: TestEmulator): Promise<Place> {
  const { Queue = "", Failing = "" } = await emulator.deploy({
    Resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      Failing: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Role: "arn:aws:iam::000000000000:role/behaviour",
          Code: { ZipFile: "exports.handler = async () => { throw new RangeError('Nobody is there'); };" },
        },
      },
    },
    Outputs: { Queue: { Value: { Ref: "Queue" } }, Failing: { Value: { Ref: "Failing" } } },
  });
  const { config } = emulator;
  return { sfn: new SFNClient(config), sqs: new SQSClient(config), queue: Queue, failing: Failing };
}

const ask = ({ queue }: Place, more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Parameters: { QueueUrl: queue, MessageBody: { "token.$": "$$.Task.Token" } },
  ...more,
});
const caught = { Caught: { Type: "Succeed" } };
const catches = (...ErrorEquals: string[]) => ({ Catch: [{ ErrorEquals, Next: "Caught" }] });

/** The tokens that an execution has sent so far, once there are so many. */
async function tokens({ sfn }: Place, executionArn: string, atLeast = 1): Promise<string[]> {
  return await until(async () => {
    const events = await history(sfn, executionArn);
    const sent = events.filter(({ type }) => type === "TaskScheduled").map(tokenIn);
    const submitted = events.filter(({ type }) => type === "TaskSubmitted");
    return submitted.length >= atLeast ? sent : undefined;
  });
}
const tokenIn = ({ taskScheduledEventDetails: scheduled }: HistoryEvent): string =>
  JSON.parse(scheduled?.parameters ?? "").MessageBody.token;

/** The name of the error that a request is refused with, or "taken". */
const refusal = (request: Promise<unknown>) =>
  request.then(
    () => "taken",
    (error: Error) => error.name,
  );
const success = (sfn: SFNClient, taskToken: string, output = '{"decision":"approved"}') =>
  sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
const failure = (sfn: SFNClient, taskToken: string, error?: string, cause?: string) =>
  sfn.send(new SendTaskFailureCommand({ taskToken, error, cause }));
const heartbeat = (sfn: SFNClient, taskToken: string) =>
  sfn.send(new SendTaskHeartbeatCommand({ taskToken }));

test("a success ends the task with its output, once", async ({ local }) => {
  const arn = await start(local.sfn, only(ask(local, { TimeoutSeconds: 60, HeartbeatSeconds: 30 })));
  const [token = ""] = await tokens(local, arn);
  await success(local.sfn, token);
  assert.is(await refusal(success(local.sfn, token)), "TaskTimedOut");
  assert.is(await refusal(failure(local.sfn, token)), "TaskTimedOut");
  assert.is(await refusal(heartbeat(local.sfn, token)), "TaskTimedOut");
  const ran = await ended(local.sfn, arn);
  assert.equal(result(ran), { decision: "approved" });
  assert.equal(types(ran), [
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
  const { parameters, ...scheduled } = ran.events[2]?.taskScheduledEventDetails ?? {};
  assert.equal(scheduled, {
    resourceType: "sqs",
    resource: "sendMessage.waitForTaskToken",
    region: "us-east-1",
    timeoutInSeconds: 60,
    heartbeatInSeconds: 30,
  });
  const { output, ...submitted } = ran.events[4]?.taskSubmittedEventDetails ?? {};
  assert.equal(submitted, { resourceType: "sqs", resource: "sendMessage.waitForTaskToken" });
  assert.ok(JSON.parse(output ?? "").MessageId);
  assert.equal(JSON.parse(ran.events[5]?.taskSucceededEventDetails?.output ?? ""), { decision: "approved" });
});

test("a failure fails the task with its error, which may be left out", async ({ local }) => {
  const arns = await Promise.all([
    start(local.sfn, only(ask(local))),
    start(local.sfn, only(ask(local, catches("States.TaskFailed")), caught)),
  ]);
  const [[first = ""], [second = ""]] = await Promise.all([tokens(local, arns[0]), tokens(local, arns[1])]);
  await failure(local.sfn, first, "Rejected", "Not today");
  await failure(local.sfn, second);
  const rejected = await ended(local.sfn, arns[0]);
  assert.equal(result(rejected), ["Rejected", "Not today"]);
  assert.equal(rejected.events.at(-2)?.taskFailedEventDetails, {
    resourceType: "sqs",
    resource: "sendMessage.waitForTaskToken",
    error: "Rejected",
    cause: "Not today",
  });
  assert.equal(result(await ended(local.sfn, arns[1])), { Error: null, Cause: null });
});

test("a task that is silent for HeartbeatSeconds times out; a heartbeat keeps it alive", async ({
  local,
  plain,
}) => {
  const silent = { TimeoutSeconds: 60, HeartbeatSeconds: 1 };
  const plainArn = await start(plain.sfn, only(ask(plain, silent)));
  const arns = await Promise.all([
    start(local.sfn, only(ask(local, silent))),
    start(local.sfn, only(ask(local, { ...silent, ...catches("States.HeartbeatTimeout") }), caught)),
    start(local.sfn, only(ask(local, { ...silent, ...catches("States.Timeout") }), caught)),
    start(local.sfn, only(ask(local, { ...silent, ...catches("States.TaskFailed") }), caught)),
    start(local.sfn, only(ask(local, silent))),
  ]);
  const [alive = ""] = await tokens(local, arns[4]);
  for (let i = 0; i < 3; i++) {
    await sleep(500);
    await heartbeat(local.sfn, alive);
  }
  await success(local.sfn, alive);
  const [failed, byName, byTimeout, notByFailure, kept] = await Promise.all(
    arns.map(arn => ended(local.sfn, arn)),
  );
  assert.equal(result(failed as Run), ["States.Timeout", undefined]);
  assert.equal(failed?.events.at(-2)?.taskTimedOutEventDetails, {
    resourceType: "sqs",
    resource: "sendMessage.waitForTaskToken",
    error: "States.Timeout",
  });
  const { startDate, stopDate } = failed?.description ?? {};
  const elapsed = Number(stopDate) - Number(startDate);
  assert.ok(elapsed >= 1000 && elapsed < 2000, `timed out after ${elapsed} ms`);
  assert.equal(result(byName as Run), { Error: "States.Timeout", Cause: "" });
  assert.equal(result(byTimeout as Run), { Error: "States.Timeout", Cause: "" });
  assert.is(notByFailure?.description.status, "FAILED");
  assert.equal(result(kept as Run), { decision: "approved" });
  const { status } = await plain.sfn.send(new DescribeExecutionCommand({ executionArn: plainArn }));
  assert.is(status, "RUNNING", "MiniStack now enforces HeartbeatSeconds: drop that from tasks.py.");
});

test("a task ends at its TimeoutSeconds, heartbeats or not", async ({ local }) => {
  const state = ask(local, { TimeoutSecondsPath: "$.limit", HeartbeatSeconds: 1 });
  const rules = [
    { ErrorEquals: ["States.HeartbeatTimeout"], Next: "Silent" },
    { ErrorEquals: ["States.Timeout"], Next: "Caught" },
  ];
  const arn = await start(
    local.sfn,
    only({ ...state, Catch: rules }, { ...caught, Silent: { Type: "Succeed" } }),
    { limit: 1 },
  );
  const [token = ""] = await tokens(local, arn);
  await sleep(500);
  await heartbeat(local.sfn, token);
  const ran = await ended(local.sfn, arn);
  assert.is(ran.events.at(-2)?.stateExitedEventDetails?.name, "Caught");
  assert.is(ran.events[2]?.taskScheduledEventDetails?.timeoutInSeconds, 1);
  assert.is(await refusal(success(local.sfn, token)), "TaskTimedOut");
});

test("a call that fails fails the task at once, and it waits for nobody", async ({ local, plain }) => {
  const invoke = ({ failing }: Place) => ({
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: failing, Payload: { "token.$": "$$.Task.Token" } },
  });
  const plainArn = await start(plain.sfn, only(invoke(plain)));
  const queue = `${local.queue}-missing`;
  const topic = {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: {
      TopicArn: "arn:aws:sns:us-east-1:000000000000:missing",
      "Message.$": "$$.Task.Token",
    },
  };
  const [invoked, sent, published] = await Promise.all([
    run(local.sfn, only(invoke(local))),
    run(local.sfn, only(ask({ ...local, queue }, catches("States.TaskFailed")), caught)),
    run(local.sfn, only(topic)),
  ]);
  assert.is(invoked.description.error, "RangeError");
  assert.is(JSON.parse(invoked.description.cause ?? "").errorMessage, "Nobody is there");
  assert.equal(types(invoked).slice(2), ["TaskScheduled", "TaskStarted", "TaskFailed", "ExecutionFailed"]);
  assert.match((result(sent) as { Error: string }).Error, /^SQS\./);
  assert.not.ok(types(sent).includes("TaskSubmitted"));
  assert.match(published.description.error ?? "", /^SNS\./);
  const { status } = await plain.sfn.send(new DescribeExecutionCommand({ executionArn: plainArn }));
  assert.is(status, "RUNNING", "MiniStack now fails a task whose function throws: drop that from tasks.py.");
});

test("each retry has a token of its own, and the token before is refused", async ({ local, plain }) => {
  const retried = (place: Place) =>
    only(
      ask(place, {
        Retry: [{ ErrorEquals: ["Again"], IntervalSeconds: 0, MaxAttempts: 1 }],
      }),
    );
  const arn = await start(local.sfn, retried(local));
  const [first = ""] = await tokens(local, arn);
  await failure(local.sfn, first, "Again");
  const [, second = ""] = await tokens(local, arn, 2);
  assert.is.not(second, first);
  assert.is(await refusal(success(local.sfn, first)), "TaskTimedOut");
  await success(local.sfn, second);
  assert.is((await ended(local.sfn, arn)).description.status, "SUCCEEDED");

  await plain.sqs.send(new PurgeQueueCommand({ QueueUrl: plain.queue }));
  const sent = await plainTokens(plain, retried(plain));
  assert.is(sent[0], sent[1], "MiniStack now gives each retry a token: drop that from tasks.py.");
});

/** The tokens of the first two attempts on MiniStack alone, whose history does not tell them: as the queue has them. */
async function plainTokens({ sfn, sqs, queue }: Place, definition: object): Promise<string[]> {
  await start(sfn, definition);
  const received: string[] = [];
  return await until(async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await sqs.send(receive);
    for (const { Body = "" } of Messages) {
      const { token } = JSON.parse(Body);
      received.push(token);
      await failure(sfn, token, "Again");
    }
    return received.length > 1 ? received : undefined;
  });
}

test("a wrong token or output is refused, and so is the token of an execution that has ended", async ({
  local,
}) => {
  assert.is(await refusal(success(local.sfn, "made-up")), "InvalidToken");
  assert.is(await refusal(failure(local.sfn, "made-up")), "InvalidToken");
  assert.is(await refusal(heartbeat(local.sfn, "made-up")), "InvalidToken");
  const arns = await Promise.all([
    start(local.sfn, only(ask(local))),
    start(local.sfn, { TimeoutSeconds: 1, ...only(ask(local)) }),
  ]);
  const [[stopped = ""], [late = ""]] = await Promise.all([tokens(local, arns[0]), tokens(local, arns[1])]);
  assert.is(await refusal(success(local.sfn, stopped, "approved")), "InvalidOutput");
  assert.is(await refusal(success(local.sfn, stopped, "NaN")), "InvalidOutput");
  const long = JSON.stringify("x".repeat(256 * 1024));
  assert.is(await refusal(success(local.sfn, stopped, long)), "ValidationException");
  await local.sfn.send(new StopExecutionCommand({ executionArn: arns[0] }));
  assert.is((await ended(local.sfn, arns[1])).description.status, "TIMED_OUT");
  assert.is(await refusal(success(local.sfn, stopped)), "TaskTimedOut");
  assert.is(await refusal(success(local.sfn, late)), "TaskTimedOut");
  assert.equal(types(await ended(local.sfn, arns[0])).slice(-2), ["TaskSubmitted", "ExecutionAborted"]);
});

test("what is no text is refused before anything looks at it", async ({ emulator }) => {
  const call = async (action: string, body: object) => {
    const response = await fetch(emulator.endpoint, {
      method: "POST",
      headers: { "X-Amz-Target": `AWSStepFunctions.${action}`, "Content-Type": "application/x-amz-json-1.0" },
      body: JSON.stringify(body),
    });
    return [response.status, ((await response.json()) as { __type: string }).__type.replace(/.*#/, "")];
  };
  assert.equal(await call("SendTaskSuccess", { taskToken: "t", output: {} }), [
    400,
    "SerializationException",
  ]);
  assert.equal(await call("SendTaskFailure", { taskToken: [] }), [400, "SerializationException"]);
  assert.equal(await call("SendTaskSuccess", { taskToken: "t", output: null }), [400, "InvalidOutput"]);
  assert.equal(await call("StartExecution", { stateMachineArn: null, name: "x" }), [400, "InvalidArn"]);
});

test("the context has a token in such tasks only", async ({ local }) => {
  const read = { Type: "Pass", Parameters: { "token.$": "$$.Task.Token" }, End: true };
  const arn = await start(local.sfn, only({ ...ask(local), Next: "After" }, { After: read }));
  const [token = ""] = await tokens(local, arn);
  await success(local.sfn, token);
  assert.is((await ended(local.sfn, arn)).description.error, "States.Runtime");

  const evaluated = {
    QueryLanguage: "JSONata",
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Arguments: { QueueUrl: local.queue, MessageBody: { token: "{% $states.context.Task.Token %}" } },
    Output: { decision: "{% $states.result.decision %}", asked: "{% $states.input.text %}" },
  };
  const second = await start(local.sfn, only(evaluated), { text: "May I?" });
  const [inJsonata = ""] = await tokens(local, second);
  await success(local.sfn, inJsonata);
  assert.equal(result(await ended(local.sfn, second)), { decision: "approved", asked: "May I?" });
});

test.run();
