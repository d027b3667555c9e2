import {
  HeadBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { errorOf } from "../dev/testing/support.ts";
import { UserError } from "../shared/errors.ts";
import { localTarget } from "../targets/index.ts";
import { deployStack } from "./deploy.ts";
import { destroyStack } from "./destroy.ts";
import { listParts, partName } from "./parts.ts";
import { describeStack, type StackProgress, stackResources } from "./stack.ts";
import { readTemplate } from "./template.ts";

// Stacks from their creation to their end, on an emulator.

const emulator = await ownEmulator();
const target = localTarget(emulator.endpoint);

const test = suite("lifecycle");
test.after(() => emulator.stop());

const stackName = "sfw-ada-lifecycle";

/** A stack with a state machine that waits for an hour, and a bucket. */
const template = `
Parameters:
  Comment: { Type: String, Default: default }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Principal: { Service: states.amazonaws.com }, Action: sts:AssumeRole }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: !Ref AWS::StackName
      RoleArn: !GetAtt Role.Arn
      DefinitionString: !Sub '{ "Comment": "\${Comment}", "StartAt": "W", "States": { "W": { "Type": "Wait", "Seconds": 3600, "End": true } } }'
  Bucket:
    Type: AWS::S3::Bucket
    DependsOn: Machine
    Properties: { BucketName: !Ref AWS::StackName }
Outputs:
  Comment: { Value: !Ref Comment }
`;

/** The same with a policy for a role that does not exist. */
const faulty = template.replace(
  "  Bucket:",
  `  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      Roles: [sfw-ada-nobody]
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Deny, Action: "*", Resource: "*" }] }
  Bucket:`,
);

const told: string[] = [];
const progress: StackProgress = {
  note: sentence => told.push(sentence),
  event: event => told.push(`${event.LogicalResourceId} ${event.ResourceStatus}`),
};

/** Deploys the stack and returns it, whether it has changed, and what was told. */
async function deploy(parameters: Record<string, string>, body = template, created = new Date()) {
  told.length = 0;
  const tags = [{ Key: "created", Value: created.toISOString() }];
  const deployment = { name: stackName, template: readTemplate(body), body, parameters, tags };
  const result = await deployStack(target, deployment, progress);
  return { ...result, told: [...told], comment: result.stack.Outputs?.[0]?.OutputValue };
}

test("create, no change, update: with events as they come, and the values that were given before", async () => {
  const first = await deploy({ Comment: "one" }, template, new Date(0));
  assert.equal([first.changed, first.comment, first.stack.StackStatus], [true, "one", "CREATE_COMPLETE"]);
  for (const resource of ["Role", "Machine", "Bucket"]) {
    assert.ok(
      first.told.indexOf(`${resource} CREATE_IN_PROGRESS`) <
        first.told.indexOf(`${resource} CREATE_COMPLETE`),
    );
  }

  const same = await deploy({});
  assert.equal([same.changed, same.comment, same.told], [false, "one", []]);

  const changed = await deploy({ Comment: "two" });
  assert.equal(
    [changed.changed, changed.comment, changed.stack.StackStatus],
    [true, "two", "UPDATE_COMPLETE"],
  );
  assert.ok(changed.told.includes("Machine UPDATE_COMPLETE"));
  assert.not.ok(
    changed.told.some(line => line.includes("CREATE")),
    "only the events of this update",
  );
  assert.is(changed.stack.Tags?.find(({ Key }) => Key === "created")?.Value, new Date(0).toISOString());
});

test("two runs at once both end well", async () => {
  const both = await Promise.all([deploy({ Comment: "three" }), deploy({ Comment: "three" })]);
  assert.equal(
    both.map(({ comment }) => comment),
    ["three", "three"],
  );
});

test("destroy stops what runs, empties buckets, versions too, and waits until all is gone", async () => {
  const s3 = target.client(S3Client);
  const sfn = target.client(SFNClient);
  const Bucket = stackName;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  for (const Body of ["old", "new"]) await s3.send(new PutObjectCommand({ Bucket, Key: "a/key", Body }));
  const stateMachineArn = (await stackResources(target, stackName)).Machine?.id;
  const executions = await Promise.all(
    [1, 2].map(() => sfn.send(new StartExecutionCommand({ stateMachineArn }))),
  );

  told.length = 0;
  assert.equal(await destroyStack(target, stackName, progress), []);
  assert.ok(told.includes("Stopped 2 running executions."), told.join("\n"));
  assert.ok(told.includes("Bucket DELETE_COMPLETE"));
  assert.is(await describeStack(target, stackName), undefined);
  await errorOf(Error, () => s3.send(new HeadBucketCommand({ Bucket })));
  for (const { executionArn } of executions) {
    const state = await sfn.send(new DescribeExecutionCommand({ executionArn })).then(
      ({ status }) => status,
      ({ name }) => name,
    );
    assert.ok(["ABORTED", "ExecutionDoesNotExist"].includes(state ?? ""), state);
  }

  told.length = 0;
  assert.equal([await destroyStack(target, stackName, progress), told], [[], []], "again: there is nothing");
});

test("destroy deletes an Express state machine, too, of whose executions nobody can know", async () => {
  await deploy(
    {},
    template.replace("StateMachineName:", "StateMachineType: EXPRESS\n      StateMachineName:"),
  );
  const stateMachineArn = (await stackResources(target, stackName)).Machine?.id;
  await target.client(SFNClient).send(new StartExecutionCommand({ stateMachineArn }));
  assert.equal(await destroyStack(target, stackName, progress), []);
  assert.is(await describeStack(target, stackName), undefined);
});

test("destroy takes along what killed verifications of this stack have left, and nothing of another", async () => {
  await deploy({});
  const sfn = target.client(SFNClient);
  const make = (name: string) =>
    sfn.send(
      new CreateStateMachineCommand({
        name,
        roleArn: "arn:aws:iam::000000000000:role/any",
        definition: '{ "StartAt": "W", "States": { "W": { "Type": "Wait", "Seconds": 3600, "End": true } } }',
      }),
    );
  const [first, , foreign] = await Promise.all(
    [stackName, stackName, `${stackName}-2`].map(stack => make(partName(stack))),
  );
  await sfn.send(new StartExecutionCommand({ stateMachineArn: first?.stateMachineArn }));
  await destroyStack(target, stackName, progress);
  assert.equal(await listParts(target), [foreign?.stateMachineArn]);
});

test("a failed creation names the resource; the next run makes the stack anew", async () => {
  const error = await errorOf(UserError, () => deploy({}, faulty));
  assert.match(
    error.message,
    /^Stack sfw-ada-lifecycle could not be deployed and is now ROLLBACK_COMPLETE\. Policy \(AWS::IAM::Policy\) failed: ./,
  );
  const next = await deploy({});
  assert.equal([next.changed, next.comment, next.stack.StackStatus], [true, "default", "CREATE_COMPLETE"]);
  assert.match(next.told[0] ?? "", "is ROLLBACK_COMPLETE, left by a failed deployment");
});

test.run();
