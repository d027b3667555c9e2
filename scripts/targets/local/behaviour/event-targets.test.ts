import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";

const attribute = (resource: string) => ({ "Fn::GetAtt": [resource, "Arn"] });
const stream = { Type: "AWS::Kinesis::Stream", Properties: { ShardCount: 1 } };
const streams = ["ByEventId", "ByPath", "Transformed", "Constant", "Part"];
const kinesis = (name: string, more: object = {}) => ({
  Id: name,
  Arn: attribute(name),
  RoleArn: attribute("Role"),
  ...more,
});
const rule = (source: string, targets: object[]) => ({
  Type: "AWS::Events::Rule",
  Properties: { EventPattern: { source: [source] }, Targets: targets },
});
const byId = { KinesisParameters: { PartitionKeyPath: "$.detail.order.id" } };
const deliveryStream = (Prefix: string, more: object = {}, source: object = {}) => ({
  Type: "AWS::KinesisFirehose::DeliveryStream",
  Properties: {
    ...source,
    ExtendedS3DestinationConfiguration: {
      BucketARN: attribute("Bucket"),
      RoleARN: attribute("Role"),
      Prefix,
      ...more,
    },
  },
});
const deadLetters = { DeadLetterConfig: { Arn: attribute("DeadLetters") } };

const template = {
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
    },
    ...Object.fromEntries(streams.map(name => [name, stream])),
    Bucket: { Type: "AWS::S3::Bucket" },
    Glued: deliveryStream("glued/"),
    ToLines: stream,
    Lines: deliveryStream(
      "lines/",
      { ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "AppendDelimiterToRecord" }] } },
      {
        DeliveryStreamType: "KinesisStreamAsSource",
        KinesisStreamSourceConfiguration: {
          KinesisStreamARN: attribute("ToLines"),
          RoleARN: attribute("Role"),
        },
      },
    ),
    DeadLetters: { Type: "AWS::SQS::Queue" },
    DeadLettersPolicy: {
      Type: "AWS::SQS::QueuePolicy",
      Properties: {
        Queues: [{ Ref: "DeadLetters" }],
        PolicyDocument: {
          Statement: {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: attribute("DeadLetters"),
          },
        },
      },
    },
    Doomed: { Type: "AWS::SQS::Queue" },
    TakesAllForCopies: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } },
    // EventBridge takes five targets a rule.
    ToKinesis: rule("orders", [
      kinesis("ByEventId"),
      kinesis("ByPath", byId),
      kinesis("Transformed", {
        ...byId,
        InputTransformer: {
          InputPathsMap: { item: "$.detail.order.item" },
          InputTemplate: '{"bought": <item>}',
        },
      }),
      kinesis("Constant", { Input: '{"always": "this"}' }),
      kinesis("Part", { InputPath: "$.detail.order" }),
    ]),
    ToFirehose: rule("orders", [{ ...kinesis("Glued"), InputPath: "$.detail" }]),
    ToNothing: rule("lost", [
      { Id: "deleted", Arn: attribute("Doomed"), ...deadLetters },
      kinesis("ByPath", { ...byId, ...deadLetters }),
      {
        Id: "fifo",
        Arn: attribute("TakesAllForCopies"),
        SqsParameters: { MessageGroupId: "one" },
        ...deadLetters,
      },
    ]),
  },
  Outputs: Object.fromEntries(
    [...streams, "Bucket", "DeadLetters", "Doomed", "ToLines"].map(name => [name, { Value: { Ref: name } }]),
  ),
};

type Emulator = TestEmulator & { outputs: Record<string, string> };
interface Context {
  local: Emulator;
  plain: Emulator;
  eventId: string;
  stop(): Promise<void>;
}
const test = suite<Context>("EventBridge delivers to streams as on AWS");

const order = { order: { id: "order-7", item: "tea" } };

async function prepare(emulator: TestEmulator): Promise<{ emulator: Emulator; eventId: string }> {
  const outputs = await emulator.deploy(template);
  await new SQSClient(emulator.config).send(new DeleteQueueCommand({ QueueUrl: outputs.Doomed }));
  const DetailType = "Order";
  const { Entries } = await new EventBridgeClient(emulator.config).send(
    new PutEventsCommand({
      Entries: [
        { Source: "orders", DetailType, Detail: JSON.stringify(order) },
        { Source: "lost", DetailType, Detail: JSON.stringify({ no: "order" }) },
      ],
    }),
  );
  return { emulator: { ...emulator, outputs }, eventId: Entries?.[0]?.EventId ?? "" };
}

async function records({ config, outputs }: Emulator, name: string) {
  const client = new KinesisClient(config);
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamName: outputs[name],
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON",
    }),
  );
  const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(({ PartitionKey, Data = new Uint8Array() }) => ({
    key: PartitionKey,
    data: JSON.parse(new TextDecoder().decode(Data)),
  }));
}

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.stop = stop;
  const [first, second] = await Promise.all([prepare(local), prepare(plain)]);
  context.local = first.emulator;
  context.plain = second.emulator;
  context.eventId = first.eventId;
});
test.after(async context => context.stop?.());

test("Kinesis: the event, with its id as partition key", async ({ local, plain, eventId }) => {
  const [record, ...others] = await records(local, "ByEventId");
  assert.is(others.length, 0);
  assert.is(record?.key, eventId);
  assert.is(record?.data.id, eventId);
  assert.equal(
    [record?.data.source, record?.data["detail-type"], record?.data.detail],
    ["orders", "Order", order],
  );
  assert.is(
    (await records(plain, "ByEventId")).length,
    0,
    "MiniStack now delivers events to Kinesis: drop put_to_kinesis.",
  );
});

test("Kinesis: the partition key that PartitionKeyPath names, also of a transformed event", async ({
  local,
}) => {
  const [record] = await records(local, "ByPath");
  assert.is(record?.key, "order-7");
  assert.equal(record?.data.detail, order);
  assert.equal(await records(local, "Transformed"), [{ key: "order-7", data: { bought: "tea" } }]);
});

test("Kinesis: Input and InputPath", async ({ local, eventId }) => {
  assert.equal(await records(local, "Constant"), [{ key: eventId, data: { always: "this" } }]);
  assert.equal(await records(local, "Part"), [{ key: eventId, data: order.order }]);
});

async function objects({ config, outputs }: Emulator, Prefix: string): Promise<string[]> {
  const client = new S3Client({ ...config, forcePathStyle: true });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: outputs.Bucket, Prefix }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: outputs.Bucket, Key }));
      return (await Body?.transformToString()) ?? "";
    }),
  );
}

const firstObject = (emulator: Emulator, prefix: string) =>
  until(async () => (await objects(emulator, prefix))[0]);

test("Firehose: the event ends up in the bucket, without a newline", async ({ local, plain }) => {
  const object = await firstObject(local, "glued/");
  assert.not.match(object, /\n/);
  assert.equal(JSON.parse(object), order);
  assert.equal(
    await objects(plain, "glued/"),
    [],
    "MiniStack now delivers events to Firehose: drop put_to_firehose.",
  );
});

test("Firehose: AppendDelimiterToRecord ends each record with a newline", async ({ local, plain }) => {
  const objectOf = async (emulator: Emulator) => {
    const record = { StreamName: emulator.outputs.ToLines, PartitionKey: "1", Data: Buffer.from("{}") };
    await new KinesisClient(emulator.config).send(new PutRecordCommand(record));
    return await firstObject(emulator, "lines/");
  };
  assert.is(await objectOf(local), "{}\n");
  assert.is(await objectOf(plain), "{}", "MiniStack now appends the newline: drop delivery_streams.");
});

async function undelivered({ config, outputs }: Emulator) {
  const { Messages = [] } = await new SQSClient(config).send(
    new ReceiveMessageCommand({
      QueueUrl: outputs.DeadLetters,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    }),
  );
  return Messages;
}

test("an event that cannot be delivered goes to the target's dead-letter queue", async ({ local, plain }) => {
  const messages = await undelivered(local);
  const codes = messages.map(message => message.MessageAttributes?.ERROR_CODE?.StringValue).sort();
  assert.equal(codes, ["INVALID_PARAMETER", "INVALID_PARAMETER", "NO_RESOURCE"]);
  for (const { Body, MessageAttributes = {} } of messages) {
    assert.equal(JSON.parse(Body ?? "").detail, { no: "order" });
    assert.match(MessageAttributes.RULE_ARN?.StringValue ?? "", /^arn:aws:events:.*ToNothing/);
    assert.match(MessageAttributes.TARGET_ARN?.StringValue ?? "", /^arn:aws:(sqs|kinesis):/);
    assert.ok(MessageAttributes.ERROR_MESSAGE?.StringValue);
  }
  assert.equal(
    await undelivered(plain),
    [],
    "MiniStack now has dead-letter queues of targets: drop send_to_dead_letter_queue.",
  );
});

test.run();
