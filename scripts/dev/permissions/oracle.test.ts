import { readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findSteps, type Step } from "../../shared/steps.ts";
import { readTemplate, type Template } from "../../stack/template.ts";
import { solvedChallenges } from "../testing/tested-steps.ts";
import { grantedPermissions, neededPermissions, type Sources } from "./oracle.ts";

// Least privilege: each role may do what its step's definitions and template need, and nothing else.

const test = suite("permissions");

const steps = await findSteps();
const challenges = await solvedChallenges(steps);

for (const step of [...steps, ...challenges]) {
  test(`${step.name} grants what it needs, and nothing else`, async () => {
    const sources = await readSources(step);
    const needed = neededPermissions(sources);
    assert.equal(grantedPermissions(sources.template), needed);
    assert.ok(needed.length > 0);
  });
}

// The test of the test, on the step that has the most kinds of roles' resources: each change has to be noticed.
const [tweetbot] = steps.filter(({ number }) => number === "05") as [Step];

for (const [mistake, from, to] of [
  ["a spare action", "Action: dynamodb:PutItem", "Action: [dynamodb:PutItem, dynamodb:GetItem]"],
  ["a missing action", "[logs:CreateLogStream, logs:PutLogEvents]", "logs:PutLogEvents"],
  ["a wildcard action", "Action: lambda:InvokeFunction", 'Action: "lambda:*"'],
  [
    "a spare resource",
    "- !GetAtt FindTweetFunction.Arn\n",
    '- "*"\n                  - !GetAtt FindTweetFunction.Arn\n',
  ],
  ["a missing resource", "                  - !GetAtt GenerateMessageFunction.Arn\n", ""],
  ["another table", "${TweetDataStore}-TweetTableArn", "${TweetDataStore}-OtherTableArn"],
  ["every topic", "NotResource: !Sub arn:${AWS::Partition}:sns:*:*:*", 'Resource: "*"'],
  ["every parameter", ":parameter${XBearerTokenParameter}", ":parameter/*"],
  [
    "a managed policy",
    "      Policies:\n",
    "      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]\n      Policies:\n",
  ],
  ["a role for another service", "Service: states.amazonaws.com", "Service: lambda.amazonaws.com"],
  [
    "a denial",
    "Effect: Allow\n                Action: dynamodb",
    "Effect: Deny\n                Action: dynamodb",
  ],
] as const) {
  test(`notices ${mistake}`, async () => {
    const text = await readFile(tweetbot.template, "utf8");
    const changed = text.replace(from, () => to);
    assert.is.not(changed, text, "the change does not fit the template");
    const needed = neededPermissions(await readSources(tweetbot));
    assert.not.equal(grantedPermissions(readTemplate(changed)), needed);
  });
}

test("a rule's target without a role has to let the rule in, and nobody else", () => {
  const template: Template = {
    Resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: { Targets: [{ Arn: { "Fn::GetAtt": ["Queue", "Arn"] } }] },
      },
    },
  };
  const needed = ["events.amazonaws.com: sqs:SendMessage on Queue.Arn from Rule.Arn"];
  assert.equal(neededPermissions({ template, definitions: {}, needed: {} }), needed);
  const statement = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: { "Fn::GetAtt": ["Queue", "Arn"] },
  };
  const granted = (Statement: object) => {
    const Policy = { Type: "AWS::SQS::QueuePolicy", Properties: { PolicyDocument: { Statement } } };
    return grantedPermissions({ Resources: { ...template.Resources, Policy } });
  };
  const Condition = { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": ["Rule", "Arn"] } } };
  assert.equal(granted({ ...statement, Condition }), needed);
  assert.not.equal(granted(statement), needed);
});

test("notices that a definition has come to need more", async () => {
  const sources = await readSources(tweetbot);
  const machine = sources.definitions["tweetbot.asl.json"];
  const message = machine?.States.Message;
  assert.ok(message);
  message.Parameters = { "TopicArn.$": "$.topicArn" };
  assert.not.equal(grantedPermissions(sources.template), neededPermissions(sources));
  message.Resource = "arn:aws:states:::glue:startJobRun.sync";
  assert.throws(() => neededPermissions(sources), /There is no rule yet .*glue:startJobRun\.sync/);
});

test.run();

async function readSources(step: Step): Promise<Sources> {
  const template = readTemplate(await readFile(step.template, "utf8"));
  const files = Object.values(template.Resources).flatMap(({ Properties }) =>
    Properties?.DefinitionString === undefined ? [] : [String(Properties.DefinitionString)],
  );
  const definitions = await Promise.all(
    files.map(async file => [
      path.posix.basename(file),
      JSON.parse(await readFile(path.resolve(step.folder, file), "utf8")),
    ]),
  );
  const needed: Record<string, Template> = {};
  for (const [parameter, file] of Object.entries(template.Metadata?.Workshop?.Needs ?? {})) {
    needed[parameter] = readTemplate(await readFile(path.resolve(step.folder, file), "utf8"));
  }
  return { template, definitions: Object.fromEntries(definitions), needed };
}
