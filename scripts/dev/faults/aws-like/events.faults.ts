import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStack } from "../../../stack/deploy.ts";
import { readTemplate } from "../../../stack/template.ts";
import { localTarget } from "../../../targets/index.ts";
import { collect } from "../../../verify/arrivals/index.ts";
import { queueReader } from "../../../verify/arrivals/queue.ts";
import { ownEmulator } from "../../testing/emulator.ts";
import { startAwsLike } from "./aws-like.ts";
import { delays } from "./delays.ts";

const test = suite("like AWS: events");

const emulator = await ownEmulator();
const aws = await startAwsLike(emulator.endpoint, "2026");
const target = { ...localTarget(aws.endpoint), lagMs: 30_000 };

const body = `Resources:
  Queue:
    Type: AWS::SQS::Queue
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: { Service: events.amazonaws.com }
          Action: sqs:SendMessage
          Resource: !GetAtt Queue.Arn
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [test] }
      Targets: [{ Id: queue, Arn: !GetAtt Queue.Arn, InputPath: $.detail.nth }]
Outputs:
  Queue: { Value: !Ref Queue }
`;

const put = (nth: number) =>
  target.client(EventBridgeClient).send(
    new PutEventsCommand({
      Entries: [{ Source: "test", DetailType: "any", Detail: JSON.stringify({ nth }) }],
    }),
  );

test("a new rule hears nothing at first; then it hears of each event twice, and so in another order", async () => {
  const { stack } = await deployStack(
    target,
    { name: "sfw-ada-rule", template: readTemplate(body), body, parameters: {}, tags: [] },
    { event() {}, note() {} },
  );
  await put(1);
  await sleep(delays.newRule + 1_000);
  await put(2);
  await put(3);
  const queue = queueReader(target, stack.Outputs?.[0]?.OutputValue);
  const arrivals = await collect(target, queue, arrivals => arrivals.length >= 4);
  const heard = arrivals.map(({ text }) => text);
  assert.equal([...heard].sort(), ["2", "2", "3", "3"]);
  assert.ok(heard.lastIndexOf("2") > heard.indexOf("3"), heard.join(" "));
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
