import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf, eventually, script, startNode, temporaryFolder } from "../../dev/testing/support.ts";
import { isAlive } from "../../machine/process.ts";
import { UserError } from "../../shared/errors.ts";
import { ask, tellToStop } from "./control.ts";
import { type Emulator, startEmulator, startTimeoutMs } from "./emulator.ts";
import { localAccount, localCredentials, localRegion } from "./names.ts";

const test = suite("emulator");

const aws = ({ endpoint }: Emulator) => ({ endpoint, region: localRegion, credentials: localCredentials });

// The function tells what it sees of its surroundings, and lists tables by the SDK that AWS's runtime has.
const template = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: [lambda.amazonaws.com, states.amazonaws.com] }, Action: sts:AssumeRole }]
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: tweets
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          const { DynamoDBClient, ListTablesCommand } = require("@aws-sdk/client-dynamodb");
          exports.handler = async () => ({
            tables: (await new DynamoDBClient().send(new ListTablesCommand())).TableNames,
            node: process.execPath,
            variables: Object.keys(process.env),
            home: process.env.HOME,
          });
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionString: !Sub '{"StartAt":"Look","States":{"Look":{"Type":"Task","Resource":"\${Function.Arn}","End":true}}}'
Outputs:
  Machine: { Value: !Ref Machine }
`;

async function deploy(emulator: Emulator): Promise<string> {
  const client = new CloudFormationClient(aws(emulator));
  const StackName = "look";
  await client.send(
    new CreateStackCommand({ StackName, TemplateBody: template, Capabilities: ["CAPABILITY_IAM"] }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StackName });
  return machineOf(emulator);
}

async function machineOf(emulator: Emulator): Promise<string> {
  const client = new CloudFormationClient(aws(emulator));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "look" }));
  return Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? "";
}

async function execute(emulator: Emulator, stateMachineArn: string) {
  const client = new SFNClient(aws(emulator));
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== "RUNNING") return execution;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

test("functions see a runtime like AWS's, and what was done survives a restart", async () => {
  // As in a clone of this repository, above whose .local folder a package.json says "module".
  const clone = temporaryFolder();
  writeFileSync(join(clone, "package.json"), '{ "type": "module" }');
  const home = join(clone, ".local");
  mkdirSync(home);
  process.env.WORKSHOP_TEST_SECRET = "of the learner's shell";
  process.env.AWS_PROFILE = "of-the-learner";

  const first = await startEmulator({ home });
  const before = await deploy(first);
  const execution = await execute(first, before);
  assert.is(execution.status, "SUCCEEDED", execution.cause);
  const seen = JSON.parse(execution.output ?? "");
  assert.equal(seen.tables, ["tweets"]);
  assert.is(seen.node, process.execPath);
  assert.is(seen.home, home);
  for (const name of ["WORKSHOP_TEST_SECRET", "AWS_PROFILE"]) assert.not(seen.variables.includes(name), name);
  assert.match(before, `:${localRegion}:${localAccount}:`);
  await first.stop();
  assert.not(isAlive(first.pid));

  const second = await startEmulator({ home });
  assert.is(await machineOf(second), before);
  const { executionArn } = execution;
  const remembered = await new SFNClient(aws(second)).send(new DescribeExecutionCommand({ executionArn }));
  assert.is(remembered.output, execution.output);
  assert.is((await execute(second, before)).status, "SUCCEEDED");
  await second.stop();
});

test("two at once do not meet, and only the right id stops one", async () => {
  const [one, two] = await Promise.all([
    startEmulator({ home: temporaryFolder() }),
    startEmulator({ home: temporaryFolder(), plain: true }),
  ]);
  assert.equal(await ask(one.port), { instance: one.instance });
  assert.equal(await ask(two.port), { instance: two.instance });

  assert.is(await tellToStop(one.port, two.instance), false);
  assert.is(await tellToStop(one.port, one.instance), true);
  await eventually(() => !isAlive(one.pid));
  assert.is(await ask(one.port), "closed");
  assert.equal(await ask(two.port), { instance: two.instance });

  await one.stop();
  await two.stop();
  assert.not(isAlive(two.pid));
});

test("ends with its owner, even one that is killed, and saves its state", async () => {
  const home = temporaryFolder();
  const code =
    "const { pid } = await startEmulator({ home: process.env.HOME_FOLDER }); console.log(pid); setInterval(() => {}, 1000);";
  const owner = startNode(script("scripts/targets/local/emulator.ts", "startEmulator", code), {
    HOME_FOLDER: home,
  });
  const [line] = await once(owner.stdout as NodeJS.ReadableStream, "data");
  const pid = Number(line);
  assert.ok(isAlive(pid));
  owner.kill("SIGKILL");
  await eventually(() => !isAlive(pid));
  assert.ok(readdirSync(join(home, "state")).length > 0);
});

test("one that ends at once says why", async () => {
  const server = createServer(socket => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const home = temporaryFolder();
  const started = Date.now();
  const { message, exitCode } = await errorOf(UserError, () => startEmulator({ home, port }));
  server.close();
  // Python's start and end alone can take ten seconds beside other tests; what waits for an answer takes all of the time.
  assert.ok(Date.now() - started < startTimeoutMs / 2);
  assert.match(
    message,
    /^The local target did not start: it ended at once \(exit code 1\)\. The end of .*emulator\.log:\n/,
  );
  assert.match(message, `127.0.0.1:${port} is already in use`);
  assert.is(exitCode, 3);
});

test.run();
