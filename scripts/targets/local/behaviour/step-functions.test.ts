import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";
import { only, run } from "./executions.ts";

// Expected histories follow what AWS records: previousEventId is 0 for the first state and for an abort or
// timeout; a …StateSucceeded of Parallel or Map is followed by an Exited with the same previousEventId; an iteration
// that waited for its turn follows the last event inside of the one whose place it takes.

const succeed = { Type: "Succeed" };
const pass = { Type: "Pass", End: true };
const wait = (Seconds: number) => ({ Type: "Wait", Seconds, Next: "After" });
const waitThenPass = (seconds: number) => ({ StartAt: "Wait", States: { Wait: wait(seconds), After: pass } });
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
const fail = { Type: "Fail", Error: "Boom" };

const machines = {
  timeout: { TimeoutSeconds: 1, ...waitThenPass(2) },
  timeoutInBranch: {
    TimeoutSeconds: 1,
    ...branch("Both", { Type: "Parallel", Branches: [waitThenPass(2), branch("Short", pass)], End: true }),
  },
  inTime: { TimeoutSeconds: 2, ...branch("Only", pass) },
  abort: waitThenPass(2),
  parallel: branch("Both", {
    Type: "Parallel",
    Branches: [branch("First", pass), branch("Second", { Type: "Wait", Seconds: 1, End: true })],
    End: true,
  }),
  map: branch("Each", {
    Type: "Map",
    ItemsPath: "$.items",
    ItemProcessor: branch("Item", pass),
    MaxConcurrency: 1,
    End: true,
  }),
  mapFails: branch("Each", {
    Type: "Map",
    ItemsPath: "$.items",
    ItemProcessor: branch("Item", fail),
    End: true,
  }),
  caught: {
    StartAt: "Both",
    States: {
      Both: {
        Type: "Parallel",
        Branches: [branch("Bad", fail), waitThenPass(2)],
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 0 }],
        Catch: [{ ErrorEquals: ["Boom"], Next: "Caught" }],
        End: true,
      },
      Caught: succeed,
    },
  },
  leftWaiting: branch("Both", {
    Type: "Parallel",
    Branches: [
      { StartAt: "Pause", States: { Pause: { Type: "Wait", Seconds: 1, Next: "Bad" }, Bad: fail } },
      branch("Token", {
        Type: "Task",
        Resource: "arn:aws:states:::events:putEvents.waitForTaskToken",
        Parameters: { Entries: [{ Source: "test", DetailType: "Token", "Detail.$": "$$.Task" }] },
        End: true,
      }),
    ],
    End: true,
  }),
  nested: branch("Outer", {
    Type: "Parallel",
    Branches: [
      branch("Each", {
        Type: "Map",
        ItemsPath: "$.items",
        ItemProcessor: branch("Name", { Type: "Pass", Parameters: { "name.$": "$$.State.Name" }, End: true }),
        End: true,
      }),
      branch("Other", { Type: "Pass", Parameters: { "name.$": "$$.State.Name" }, End: true }),
    ],
    End: true,
  }),
  task: branch("Message", {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { PhoneNumber: "+15555550100", Message: "Hello" },
    End: true,
  }),
  sdkTask: branch("Queue", {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sqs:listQueues",
    Parameters: {},
    End: true,
  }),
  functionTask: branch("Missing", {
    Type: "Task",
    Resource: "arn:aws:lambda:us-east-1:000000000000:function:missing",
    End: true,
  }),
};

interface Run {
  description: DescribeExecutionCommandOutput;
  events: HistoryEvent[];
}
type Name = keyof typeof machines;
type Runs = Record<Name, Run>;

async function runAll(emulator: TestEmulator, names = Object.keys(machines) as Name[]): Promise<Runs> {
  const sfn = new SFNClient(emulator.config);
  const runs = names.map(async name => {
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({
        name,
        roleArn: "arn:aws:iam::000000000000:role/behaviour",
        definition: JSON.stringify(machines[name]),
      }),
    );
    const input = JSON.stringify({ items: ["a", "b"] });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    if (name === "abort") {
      await until(async () => {
        const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
        return events.find(({ type }) => type === "WaitStateEntered");
      });
      await sfn.send(new StopExecutionCommand({ executionArn, error: "Enough", cause: "for today" }));
    }
    await until(async () => {
      const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return status === "RUNNING" ? undefined : status;
    });
    // Until whatever was still running would have ended: it must leave no trace.
    if (["timeout", "timeoutInBranch", "abort", "caught"].includes(name)) await sleep(2500);
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    return [name, { description, events }];
  });
  return Object.fromEntries(await Promise.all(runs)) as Runs;
}

/** Each event as `id<previousEventId type`, with the state's name, or the iteration's index. */
const lines = ({ events }: Run) =>
  events.map(event => {
    const details = event.stateEnteredEventDetails ?? event.stateExitedEventDetails;
    const index = (
      event.mapIterationStartedEventDetails ??
      event.mapIterationSucceededEventDetails ??
      event.mapIterationFailedEventDetails
    )?.index;
    return [`${event.id}<${event.previousEventId}`, event.type, details?.name ?? index]
      .filter(x => x !== undefined)
      .join(" ");
  });

/** Event types and state names, without order: what parallel branches allow to be said. */
const unordered = (run: Run) =>
  lines(run)
    .map(line => line.replace(/^\S+ /, ""))
    .sort();

interface Context {
  local: Runs;
  plain: Runs;
  statusEvents: { detail: { name: string; status: string } }[];
  clients: { local: SFNClient; plain: SFNClient };
  stop(): Promise<void>;
}
const test = suite<Context>("Step Functions behaves as on AWS");

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.stop = stop;
  context.clients = { local: new SFNClient(local.config), plain: new SFNClient(plain.config) };
  const { Queue = "" } = await local.deploy({
    Resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      QueuePolicy: {
        Type: "AWS::SQS::QueuePolicy",
        Properties: {
          Queues: [{ Ref: "Queue" }],
          PolicyDocument: {
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: { "Fn::GetAtt": ["Queue", "Arn"] },
              },
            ],
          },
        },
      },
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: {
          EventPattern: { source: ["aws.states"], detail: { status: ["TIMED_OUT"] } },
          Targets: [{ Id: "queue", Arn: { "Fn::GetAtt": ["Queue", "Arn"] } }],
        },
      },
    },
    Outputs: { Queue: { Value: { Ref: "Queue" } } },
  });
  [context.local, context.plain] = await Promise.all([
    runAll(local),
    runAll(plain, ["timeout", "inTime", "abort", "parallel", "map", "task"]),
  ]);
  const sqs = new SQSClient(local.config);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: Queue, MaxNumberOfMessages: 10 }),
  );
  context.statusEvents = Messages.map(message => JSON.parse(message.Body ?? ""));
});
test.after(async context => context.stop?.());

test("an execution times out at the state machine's TimeoutSeconds, and nothing follows", ({
  local,
  plain,
}) => {
  const { description } = local.timeout;
  assert.is(description.status, "TIMED_OUT");
  const elapsed = Number(description.stopDate) - Number(description.startDate);
  assert.ok(elapsed >= 950 && elapsed < 1900, `timed out after ${elapsed} ms`);
  assert.equal([description.output, description.error, description.cause], [undefined, undefined, undefined]);
  assert.equal(lines(local.timeout), [
    "1<0 ExecutionStarted",
    "2<0 WaitStateEntered Wait",
    "3<0 ExecutionTimedOut",
  ]);
  assert.equal(local.timeout.events.at(-1)?.executionTimedOutEventDetails, {});
  assert.is(
    plain.timeout.description.status,
    "SUCCEEDED",
    "MiniStack now supports TimeoutSeconds of a state machine: drop timeout_timer and time_out.",
  );
});

test("a timeout ends what runs in branches", ({ local }) => {
  assert.is(local.timeoutInBranch.description.status, "TIMED_OUT");
  assert.is(local.timeoutInBranch.events.at(-1)?.type, "ExecutionTimedOut");
  assert.not.ok(unordered(local.timeoutInBranch).includes("PassStateEntered After"));
});

test("an execution within its TimeoutSeconds succeeds", ({ local }) => {
  assert.is(local.inTime.description.status, "SUCCEEDED");
});

test("a timeout emits a status change event", ({ statusEvents }) => {
  assert.equal(
    statusEvents.map(event => event.detail.status),
    ["TIMED_OUT", "TIMED_OUT"],
  );
});

test("nothing follows an abort", ({ local, plain }) => {
  assert.is(local.abort.description.status, "ABORTED");
  assert.equal(lines(local.abort), [
    "1<0 ExecutionStarted",
    "2<0 WaitStateEntered Wait",
    "3<0 ExecutionAborted",
  ]);
  assert.equal(local.abort.events.at(-1)?.executionAbortedEventDetails, {
    error: "Enough",
    cause: "for today",
  });
  assert.is.not(
    plain.abort.events.at(-1)?.type,
    "ExecutionAborted",
    "MiniStack now ends the history with ExecutionAborted: drop FlowClosed and what raises it.",
  );
});

test("Parallel: branches log their states, each from the state's start", ({ local, plain }) => {
  const history = lines(local.parallel);
  assert.equal(history.slice(0, 3), [
    "1<0 ExecutionStarted",
    "2<0 ParallelStateEntered Both",
    "3<2 ParallelStateStarted",
  ]);
  assert.equal(
    history
      .filter(line => line.includes("<3 "))
      .map(line => line.replace(/^\S+ /, ""))
      .sort(),
    ["PassStateEntered First", "WaitStateEntered Second"],
  );
  assert.equal(history.slice(-4), [
    "7<6 WaitStateExited Second".replace(
      "<6",
      `<${local.parallel.events.find(e => e.type === "WaitStateEntered")?.id}`,
    ),
    "8<7 ParallelStateSucceeded",
    "9<7 ParallelStateExited Both",
    "10<9 ExecutionSucceeded",
  ]);
  assert.not.ok(
    unordered(plain.parallel).includes("PassStateEntered First"),
    "MiniStack now logs the states of Parallel branches: drop run_member and run_group.",
  );
  assert.ok(
    plain.parallel.events.every(event => event.previousEventId === undefined),
    "MiniStack now links events by previousEventId: drop that from add_event.",
  );
});

test("Map: iterations log their start, states and end", ({ local, plain }) => {
  assert.equal(lines(local.map), [
    "1<0 ExecutionStarted",
    "2<0 MapStateEntered Each",
    "3<2 MapStateStarted",
    "4<3 MapIterationStarted 0",
    "5<4 PassStateEntered Item",
    "6<5 PassStateExited Item",
    "7<6 MapIterationSucceeded 0",
    "8<6 MapIterationStarted 1",
    "9<8 PassStateEntered Item",
    "10<9 PassStateExited Item",
    "11<10 MapIterationSucceeded 1",
    "12<11 MapStateSucceeded",
    "13<11 MapStateExited Each",
    "14<13 ExecutionSucceeded",
  ]);
  assert.equal(local.map.events[2]?.mapStateStartedEventDetails, { length: 2 });
  assert.not.ok(
    unordered(plain.map).includes("PassStateEntered Item"),
    "MiniStack now logs the states of Map iterations: drop run_member and run_group.",
  );
});

test("Map: the first failed iteration fails the state", ({ local }) => {
  assert.is(local.mapFails.description.error, "Boom");
  const types = local.mapFails.events.map(event => event.type);
  assert.is(types.filter(type => type === "MapIterationFailed").length, 1);
  assert.equal(types.slice(-2), ["MapStateFailed", "ExecutionFailed"]);
});

test("Parallel: a failed branch stops the others at once; only the last attempt fails the state", ({
  local,
}) => {
  const { description } = local.caught;
  assert.is(description.status, "SUCCEEDED");
  assert.ok(
    Number(description.stopDate) - Number(description.startDate) < 1500,
    "the other branch was waited for",
  );
  const names = unordered(local.caught);
  assert.is(names.filter(name => name === "ParallelStateStarted").length, 2);
  assert.is(names.filter(name => name === "ParallelStateFailed").length, 1);
  assert.not.ok(names.includes("WaitStateExited Wait"));
});

test("Parallel: a failed branch does not wait for a task token that another one waits for", ({ local }) => {
  assert.is(local.leftWaiting.description.error, "Boom");
  assert.ok(unordered(local.leftWaiting).includes("TaskStarted"));
});

test("each branch has a context object of its own", ({ local }) => {
  assert.equal(JSON.parse(local.nested.description.output ?? ""), [
    [{ name: "Name" }, { name: "Name" }],
    { name: "Other" },
  ]);
  assert.is(unordered(local.nested).filter(name => name === "PassStateEntered Name").length, 2);
});

test("service integrations log their resource and parameters", ({ local, plain }) => {
  assert.equal(
    local.task.events.map(event => event.type),
    [
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ],
  );
  const { parameters, ...scheduled } = local.task.events[2]?.taskScheduledEventDetails ?? {};
  assert.equal(scheduled, { resourceType: "sns", resource: "publish", region: "us-east-1" });
  assert.equal(JSON.parse(parameters ?? ""), { PhoneNumber: "+15555550100", Message: "Hello" });
  assert.equal(local.task.events[3]?.taskStartedEventDetails, { resourceType: "sns", resource: "publish" });
  const { output, ...succeeded } = local.task.events[4]?.taskSucceededEventDetails ?? {};
  assert.equal(succeeded, { resourceType: "sns", resource: "publish" });
  assert.ok(JSON.parse(output ?? "").MessageId);
  const sdk = local.sdkTask.events[2]?.taskScheduledEventDetails;
  assert.equal([sdk?.resourceType, sdk?.resource], ["aws-sdk:sqs", "listQueues"]);
  assert.is(
    plain.task.events[2]?.taskScheduledEventDetails?.parameters,
    undefined,
    "MiniStack now logs the parameters of tasks: drop that from perform.",
  );
});

test("a task whose resource is a function logs LambdaFunction events", ({ local }) => {
  assert.equal(
    local.functionTask.events.slice(2, 5).map(event => event.type),
    ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed"],
  );
  assert.match(
    local.functionTask.events[2]?.lambdaFunctionScheduledEventDetails?.resource ?? "",
    /function:missing$/,
  );
});

test("bad requests are refused as on AWS", async ({ local, clients }) => {
  const name = async (request: Promise<unknown>) =>
    request.then(
      () => "none",
      (error: Error) => error.name,
    );
  const stateMachineArn = local.inTime.description.stateMachineArn;
  const start = (input: string) => new StartExecutionCommand({ stateMachineArn, input });
  assert.is(await name(clients.local.send(start("{"))), "InvalidExecutionInput");
  assert.is(
    await name(clients.local.send(start(JSON.stringify("x".repeat(256 * 1024))))),
    "ValidationException",
  );
  assert.is(
    await name(clients.local.send(new DescribeExecutionCommand({ executionArn: "x" }))),
    "InvalidArn",
  );
  assert.is(
    await name(clients.local.send(new StopExecutionCommand({ executionArn: stateMachineArn }))),
    "InvalidArn",
  );
  const missing = local.inTime.description.executionArn?.replace(/[^:]+$/, "missing");
  assert.is(
    await name(clients.local.send(new DescribeExecutionCommand({ executionArn: missing }))),
    "ExecutionDoesNotExist",
  );
  assert.is(
    await name(clients.plain.send(start("{"))),
    "none",
    "MiniStack now refuses input that is not JSON: drop input_error.",
  );
});

test("a history tells times as times, and those in data as they were given", async ({ clients }) => {
  const input = { timestamp: "2026-01-02T03:04:05Z", text: '"timestamp": "2026-01-02T03:04:05Z"' };
  for (const sfn of [clients.local, clients.plain]) {
    const { description, events } = await run(sfn, only(pass), input);
    const [from = 0, to = 0] = [description.startDate?.getTime(), description.stopDate?.getTime()];
    const times = events.map(({ timestamp }) => timestamp?.getTime() ?? Number.NaN);
    assert.equal(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.ok(times.every(time => time >= from && time <= to + 50)); // MiniStack alone logs the end after its date
    const entered = events.find(event => event.stateEnteredEventDetails)?.stateEnteredEventDetails;
    assert.equal(JSON.parse(entered?.input ?? ""), input);
  }
});

test("nobody can ask how an Express execution went", async ({ clients }) => {
  const outcome = async (sfn: SFNClient) => {
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({
        name: "express",
        type: "EXPRESS",
        roleArn: "arn:aws:iam::000000000000:role/behaviour",
        definition: JSON.stringify(branch("Only", pass)),
      }),
    );
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: "one" }));
    const asked = [
      sfn.send(new DescribeExecutionCommand({ executionArn })),
      sfn.send(new GetExecutionHistoryCommand({ executionArn })),
      sfn.send(new StopExecutionCommand({ executionArn })),
      sfn.send(new ListExecutionsCommand({ stateMachineArn })),
    ];
    const errors = await Promise.allSettled(asked);
    return [
      executionArn?.replace(/[\da-f-]{36}$/, "(id)"),
      ...errors.map(error => (error.status === "rejected" ? error.reason.name : "none")),
    ];
  };
  assert.equal(await outcome(clients.local), [
    "arn:aws:states:us-east-1:000000000000:express:express:one:(id)",
    "InvalidArn",
    "InvalidArn",
    "InvalidArn",
    "StateMachineTypeNotSupported",
  ]);
  assert.is(
    (await outcome(clients.plain))[1],
    "none",
    "MiniStack now tells Express executions apart: drop express.py.",
  );
});

test.run();
