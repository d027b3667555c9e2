import { SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth } from "./emulators.ts";

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
    CallbackMachine: machine("Callback"),
    ThrowingMachine: machine("Throwing"),
  },
  Outputs: {
    CallbackMachine: { Value: { Ref: "CallbackMachine" } },
    ThrowingMachine: { Value: { Ref: "ThrowingMachine" } },
  },
};

interface Context {
  run(machine: "CallbackMachine" | "ThrowingMachine", where?: "plain"): Promise<Outcome>;
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
});
test.after(async context => context.stop?.());

test("a function uses the SDK without bundling it, and reaches the services", async ({ run }) => {
  const { output, cause } = await run("CallbackMachine");
  assert.is(cause, undefined);
  assert.equal(JSON.parse(output ?? ""), { event: { a: 1 }, machines: 2, region: "us-east-1" });
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

test.run();
