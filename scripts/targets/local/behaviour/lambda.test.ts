import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { zipSync } from "fflate";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, until } from "./emulators.ts";

const role = { "Fn::GetAtt": ["Role", "Arn"] };
const functionOf = (ZipFile: string) => ({
  Type: "AWS::Lambda::Function",
  Properties: { Runtime: "nodejs24.x", Handler: "index.handler", Role: role, Code: { ZipFile } },
});

const callback = `
const { SFNClient, ListStateMachinesCommand } = require("@aws-sdk/client-sfn");
exports.handler = async event => {
  const { stateMachines } = await new SFNClient({}).send(new ListStateMachinesCommand({}));
  return { event, machines: stateMachines.length, region: process.env.AWS_REGION };
};`;
const throwing = `
class TooManyTweets extends Error { name = "TooManyTweets"; }
exports.handler = async () => { throw new TooManyTweets("Slow down"); };`;
const machine = (name: string) => ({
  Type: "AWS::StepFunctions::StateMachine",
  Properties: {
    RoleArn: role,
    StateMachineType: "EXPRESS",
    DefinitionString: {
      "Fn::Sub": JSON.stringify({
        StartAt: "Call",
        States: { Call: { Type: "Task", Resource: `\${${name}.Arn}`, End: true } },
      }),
    },
  },
});

const template = {
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
    },
    Callback: functionOf(callback),
    Throwing: functionOf(throwing),
    Slow: functionOf("exports.handler = () => new Promise(resolve => setTimeout(resolve, 1500));"),
    Silent: functionOf("exports.handler = async () => {};"),
    Counting: functionOf(
      'let calls = 0; exports.handler = async () => { if (++calls === 1) throw new Error("first"); return calls; };',
    ),
    Environment: functionOf("exports.handler = async () => process.pid;"),
    Talkative: functionOf(
      'exports.handler = async () => { for (let n = 0; n < 500; n += 1) console.log("line " + n); };',
    ),
    Text: functionOf('exports.handler = async () => "7";'),
    CallbackMachine: machine("Callback"),
    ThrowingMachine: machine("Throwing"),
    TextMachine: machine("Text"),
  },
  Outputs: {
    Slow: { Value: { Ref: "Slow" } },
    Counting: { Value: { Ref: "Counting" } },
    Environment: { Value: { Ref: "Environment" } },
    Silent: { Value: { Ref: "Silent" } },
    Talkative: { Value: { Ref: "Talkative" } },
    CallbackMachine: { Value: { Ref: "CallbackMachine" } },
    ThrowingMachine: { Value: { Ref: "ThrowingMachine" } },
    TextMachine: { Value: { Ref: "TextMachine" } },
  },
};

interface Context {
  run(machine: "CallbackMachine" | "ThrowingMachine" | "TextMachine", where?: "plain"): Promise<Outcome>;
  /** Invokes a function, by its logical id, and returns what it answers. */
  invoke(logicalId: string, where?: "plain"): Promise<unknown>;
  /** Deletes the slow function while it runs; returns the log groups that there are once it has ended. */
  deleteSlow(where?: "plain"): Promise<(string | undefined)[]>;
  /** Invokes the function that logs nothing ten times; returns the milliseconds of the quickest. */
  invokeSilent(where?: "plain"): Promise<number>;
  /** Gives a function new code three times; returns the milliseconds that the quickest took to become active. */
  activate(where?: "plain"): Promise<number>;
  /** Invokes the function that logs much; returns how many of its lines are in its log. */
  invokeTalkative(): Promise<number>;
  stop(): Promise<void>;
}
interface Outcome {
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}
const test = suite<Context>("Functions run as on AWS");

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.stop = stop;
  const [ours, theirs] = await Promise.all([local.deploy(template), plain.deploy(template)]);
  context.run = (machine, where) => {
    const config = { ...(where ? plain : local).config, disableHostPrefix: true };
    const stateMachineArn = (where ? theirs : ours)[machine];
    return new SFNClient(config).send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
  };
  context.invoke = async (logicalId, where) => {
    const lambda = new LambdaClient((where ? plain : local).config);
    const FunctionName = (where ? theirs : ours)[logicalId];
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
    return JSON.parse(Payload?.transformToString() ?? "");
  };
  context.invokeSilent = async where => {
    const lambda = new LambdaClient((where ? plain : local).config);
    const times: number[] = [];
    for (let call = 0; call < 10; call += 1) {
      const started = performance.now();
      await lambda.send(new InvokeCommand({ FunctionName: (where ? theirs : ours).Silent }));
      times.push(performance.now() - started);
    }
    return Math.min(...times);
  };
  context.activate = async where => {
    const lambda = new LambdaClient((where ? plain : local).config);
    const FunctionName = (where ? theirs : ours).Talkative;
    const times: number[] = [];
    for (let change = 0; change < 3; change += 1) {
      const ZipFile = zipSync({ "index.js": Buffer.from(`exports.handler = async () => ${change};`) });
      const { LastUpdateStatus } = await lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName, ZipFile }),
      );
      assert.is(LastUpdateStatus, "InProgress");
      const started = performance.now();
      await until(async () => {
        const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
        return Configuration?.LastUpdateStatus === "Successful" || undefined;
      });
      times.push(performance.now() - started);
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
      assert.is(Buffer.from(Payload ?? []).toString(), String(change));
    }
    return Math.min(...times);
  };
  context.invokeTalkative = async () => {
    const FunctionName = ours.Talkative;
    await new LambdaClient(local.config).send(new InvokeCommand({ FunctionName }));
    const query = { logGroupName: `/aws/lambda/${FunctionName}`, filterPattern: '"line"' };
    const { events = [] } = await new CloudWatchLogsClient(local.config).send(
      new FilterLogEventsCommand(query),
    );
    return events.length;
  };
  context.deleteSlow = async where => {
    const { config } = where ? plain : local;
    const FunctionName = (where ? theirs : ours).Slow;
    const lambda = new LambdaClient(config);
    const running = lambda.send(new InvokeCommand({ FunctionName })).catch(() => undefined);
    await sleep(500);
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    await running;
    const { logGroups = [] } = await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}));
    return logGroups
      .map(({ logGroupName }) => logGroupName)
      .filter(name => name?.endsWith(`/${FunctionName}`));
  };
});
test.after(async context => context.stop?.());

test("a function uses the SDK without bundling it, and reaches the services", async ({ run }) => {
  const { output, cause } = await run("CallbackMachine");
  assert.is(cause, undefined);
  assert.equal(JSON.parse(output ?? ""), { event: { a: 1 }, machines: 3, region: "us-east-1" });
});

test("a thrown error keeps its name", async ({ run }) => {
  const { error, cause } = await run("ThrowingMachine");
  assert.is(error, "TooManyTweets");
  assert.is(JSON.parse(cause ?? "").errorMessage, "Slow down");
  assert.is.not(
    (await run("ThrowingMachine", "plain")).error,
    "TooManyTweets",
    "MiniStack now keeps the name of a function's error: drop lambda_errors.",
  );
});

test("a function that has thrown keeps its environment", async ({ invoke }) => {
  const twice = async (where?: "plain") => [
    ((await invoke("Counting", where)) as { errorMessage?: string }).errorMessage,
    await invoke("Counting", where),
  ];
  assert.equal(await twice(), ["first", 2]);
  assert.is.not(
    (await twice("plain"))[1],
    2,
    "MiniStack now keeps it, too: drop the first part of lambda_environments.",
  );
});

test("quick functions that are invoked at the same time share environments", async ({ invoke }) => {
  const environments = async (where?: "plain") => {
    const pids = await Promise.all(Array.from({ length: 8 }, () => invoke("Environment", where)));
    return new Set(pids).size;
  };
  assert.ok((await environments()) < 8);
  assert.is(
    await environments("plain"),
    8,
    "MiniStack now shares them, too: drop the second part of lambda_environments.",
  );
});

test("a text that a function returns to a task stays a text, even if it looks like JSON", async ({ run }) => {
  assert.is((await run("TextMachine")).output, '"7"');
  assert.is(
    (await run("TextMachine", "plain")).output,
    "7",
    "MiniStack now leaves it a text: drop execute_function in function_calls.py.",
  );
});

test("a function's log is whole, and one that logs nothing is not waited for", async context => {
  assert.is(await context.invokeTalkative(), 500);
  assert.ok((await context.invokeSilent()) < 45, "the log of a silent function is waited for");
  assert.ok(
    (await context.invokeSilent("plain")) >= 50,
    "MiniStack now does not wait either: drop whole_log.",
  );
});

test("new code is in progress first, and soon active", async ({ activate }) => {
  const [ours, theirs] = await Promise.all([activate(), activate("plain")]);
  assert.ok(theirs - ours > 200, `active after ${ours} ms, and without our addition after ${theirs}`);
  assert.ok(theirs >= 450, `MiniStack's is active after ${theirs} ms now: drop lambda_updates.`);
});

test("a function that is deleted while it runs leaves no log group behind", async ({ deleteSlow }) => {
  const [ours, theirs] = await Promise.all([deleteSlow(), deleteSlow("plain")]);
  assert.equal(ours, []);
  assert.is(theirs.length, 1, "MiniStack now leaves none either: drop lambda_logs.");
});

test.run();
