import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator } from "./emulators.ts";

// Which policies let a rule in. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html

const arnOf = (resource: string) => ({ "Fn::GetAtt": [resource, "Arn"] });

/** A policy that lets EventBridge in, on a condition if there is one. */
const policy = (Action: string, Resource: object, Condition?: object) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action,
      Resource,
      ...(Condition && { Condition }),
    },
  ],
});

const fromRule = (name: string) => ({
  ArnEquals: {
    "aws:SourceArn": { "Fn::Sub": `arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:rule/${name}` },
  },
});

/** A queue, its policy if it has one, and what keeps the events that its policy does not let in. */
const queue = (name: string, Condition?: object | "no policy") => ({
  [name]: { Type: "AWS::SQS::Queue" },
  ...(Condition !== "no policy" && {
    [`${name}Policy`]: {
      Type: "AWS::SQS::QueuePolicy",
      Properties: {
        Queues: [{ Ref: name }],
        PolicyDocument: policy("sqs:SendMessage", arnOf(name), Condition),
      },
    },
  }),
});

/** A topic with its policy, and a queue that it tells. */
const topic = (name: string, Condition?: object) => ({
  [name]: { Type: "AWS::SNS::Topic" },
  [`${name}Policy`]: {
    Type: "AWS::SNS::TopicPolicy",
    Properties: {
      Topics: [{ Ref: name }],
      PolicyDocument: policy("sns:Publish", { Ref: name }, Condition),
    },
  },
  [`${name}Queue`]: { Type: "AWS::SQS::Queue" },
  [`${name}Subscription`]: {
    Type: "AWS::SNS::Subscription",
    Properties: { TopicArn: { Ref: name }, Protocol: "sqs", Endpoint: arnOf(`${name}Queue`) },
  },
});

const ruleName = "guarded";
const target = (Id: string, Arn: object) => ({ Id, Arn, DeadLetterConfig: { Arn: arnOf("DeadLetters") } });
const queues = ["ForThisRule", "ForAnotherRule", "WithoutPolicy"];
const topics = ["TopicForAll", "TopicForThisRule"];

const template = {
  Resources: {
    ...queue("DeadLetters", fromRule(ruleName)),
    ...queue("ForThisRule", fromRule(ruleName)),
    ...queue("ForAnotherRule", fromRule("another")),
    ...queue("WithoutPolicy", "no policy"),
    ...topic("TopicForAll"),
    ...topic("TopicForThisRule", fromRule(ruleName)),
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: ruleName,
        EventPattern: { source: ["orders"] },
        Targets: [
          ...queues.map(name => target(name, arnOf(name))),
          ...topics.map(name => target(name, { Ref: name })),
        ],
      },
    },
    // Where even the dead-letter queue does not let the rule in, the event is lost.
    Losing: {
      Type: "AWS::Events::Rule",
      Properties: {
        EventPattern: { source: ["orders"] },
        Targets: [target("WithoutPolicy", arnOf("WithoutPolicy"))],
      },
    },
  },
  Outputs: Object.fromEntries(
    [...queues, "TopicForAllQueue", "TopicForThisRuleQueue", "DeadLetters"].map(name => [
      name,
      { Value: { Ref: name } },
    ]),
  ),
};

interface Context {
  local: Record<string, string[]>;
  plain: Record<string, string[]>;
  stop(): Promise<void>;
}
const test = suite<Context>("EventBridge is let in as on AWS");

/** What arrives in each queue of an event: the source in it, or the name of the target that it did not reach. */
async function arrivals({ config, deploy }: TestEmulator): Promise<Record<string, string[]>> {
  const outputs = await deploy(template);
  await new EventBridgeClient(config).send(
    new PutEventsCommand({ Entries: [{ Source: "orders", DetailType: "Order", Detail: "{}" }] }),
  );
  const found = Object.entries(outputs).map(async ([name, QueueUrl]) => {
    const { Messages = [] } = await new SQSClient(config).send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
    );
    const texts = Messages.map(({ Body = "", MessageAttributes = {} }) => {
      const { ERROR_CODE, TARGET_ARN } = MessageAttributes;
      const name = [...queues, ...topics].find(target => TARGET_ARN?.StringValue?.includes(`-${target}-`));
      return ERROR_CODE ? `${ERROR_CODE.StringValue} ${name}` : /orders/.exec(Body)?.[0];
    });
    return [name, texts.sort()];
  });
  return Object.fromEntries(await Promise.all(found));
}

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.stop = stop;
  [context.local, context.plain] = await Promise.all([arrivals(local), arrivals(plain)]);
});
test.after(async context => context.stop?.());

test("a policy lets in the rule that it names, and no other", async ({ local, plain }) => {
  assert.equal([local.ForThisRule, local.ForAnotherRule, local.WithoutPolicy], [["orders"], [], []]);
  assert.equal(
    plain.ForAnotherRule,
    ["orders"],
    "MiniStack now asks the policies of queues: drop check_lets_in for them.",
  );
});

test("a topic's policy lets nobody in on a condition", async ({ local, plain }) => {
  assert.equal([local.TopicForAllQueue, local.TopicForThisRuleQueue], [["orders"], []]);
  assert.equal(
    plain.TopicForThisRuleQueue,
    ["orders"],
    "MiniStack now asks the policies of topics: drop check_lets_in for them.",
  );
});

test("what is not let in goes to the dead-letter queue, if that lets it in", async ({ local }) => {
  assert.equal(local.DeadLetters, [
    "NO_PERMISSIONS ForAnotherRule",
    "NO_PERMISSIONS TopicForThisRule",
    "NO_PERMISSIONS WithoutPolicy",
  ]);
});

test.run();
