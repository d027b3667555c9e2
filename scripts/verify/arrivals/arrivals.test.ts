import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateStreamCommand, KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../../dev/testing/emulator.ts";
import { startExecution } from "../../execution/start.ts";
import { localTarget } from "../../targets/index.ts";
import { bucketReader } from "./bucket.ts";
import { executionsReader } from "./executions.ts";
import { collect, type Reader } from "./index.ts";
import { logReader } from "./log.ts";
import { queuePeeker } from "./peek.ts";
import { deadLetters, queueReader } from "./queue.ts";
import { streamReader } from "./stream.ts";

const test = suite("arrivals");

const emulator = await ownEmulator();
const target = localTarget(emulator.endpoint);
const longAgo = new Date(Date.now() - 60_000);

const texts = async (read: Reader) => (await read()).map(({ text }) => text);

test.after(async () => {
  await emulator.stop();
});

test("collect stops when there is enough, or after the lag", async () => {
  let looks = 0;
  const read = async () => [{ text: String(++looks) }];
  const hurried = { ...target, pollMs: 1, lagMs: 50 };
  assert.is((await collect(hurried, read, arrivals => arrivals.length === 3)).length, 3);
  const started = Date.now();
  assert.ok((await collect(hurried, read, () => false)).length > 3);
  assert.ok(Date.now() - started >= 50);
});

test("a queue's messages are read once, with their group", async () => {
  const sqs = target.client(SQSClient);
  const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q.fifo", Attributes }));
  for (const MessageBody of ["one", "two"]) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: "g" }));
  }
  const read = queueReader(target, QueueUrl);
  const arrived = [...(await read()), ...(await read())];
  assert.equal(arrived, [
    { text: "one", messageGroupId: "g" },
    { text: "two", messageGroupId: "g" },
  ]);
  assert.equal(await read(), []);
});

test("what a topic has sent to a queue is read without its envelope", async () => {
  const sqs = target.client(SQSClient);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "subscriber" }));
  const MessageBody = JSON.stringify({ Type: "Notification", MessageId: "1", Message: '{"a":1}' });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  assert.equal(await texts(queueReader(target, QueueUrl)), ['{"a":1}']);
});

test("dead letters are read whole, with their reasons, and left where they are", async () => {
  const sqs = target.client(SQSClient);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
  const send = (MessageBody: string, MessageAttributes = {}) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
  for (let index = 0; index < 12; index += 1) await send(`event ${index}`);
  const reason = (StringValue: string) => ({ DataType: "String", StringValue });
  await send("of the rule", { ERROR_CODE: reason("NO_RESOURCE"), ERROR_MESSAGE: reason("It is gone.") });
  const letters = await deadLetters(target, QueueUrl);
  assert.is(letters.length, 13);
  const find = (text: string) => letters.find(letter => letter.text === text);
  assert.is(find("of the rule")?.reason, "NO_RESOURCE, It is gone.");
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  assert.is(
    Number(Attributes?.ApproximateNumberOfMessages) +
      Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    13,
  );
});

test("a stream's records are read once, with their keys", async () => {
  const kinesis = target.client(KinesisClient);
  await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 2 }));
  const put = (PartitionKey: string, text: string) =>
    kinesis.send(new PutRecordCommand({ StreamName: "s", PartitionKey, Data: Buffer.from(text) }));
  const read = streamReader(target, "s", longAgo);
  for (const key of ["a", "b", "c", "d"]) await put(key, `text of ${key}`);
  const arrived = (await read()).sort((a, b) => a.text.localeCompare(b.text));
  assert.equal(arrived[1], { text: "text of b", partitionKey: "b" });
  assert.is(arrived.length, 4);
  await put("e", "later");
  assert.equal(await texts(read), ["later"]);
});

test("of a log only JSON is read, whatever Lambda writes in front of it", async () => {
  const logs = target.client(CloudWatchLogsClient);
  const [logGroupName, logStreamName] = ["/group", "stream"];
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const messages = ["START RequestId: 1", '2026-01-01T00:00:00.000Z\t1\tINFO\t{"a":1}\n', '{"b":2}'];
  const logEvents = messages.map(message => ({ message, timestamp: Date.now() }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  const read = logReader(target, logGroupName, longAgo);
  assert.equal(await texts(read), ['{"a":1}', '{"b":2}']);
  assert.equal(await texts(read), []);
});

test("of a bucket every event is read, with its line break if it has one", async () => {
  const s3 = target.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
  const [one, two] = ['{"version":"0","detail":{"a":{}}}', '{"version":"0","detail":{}}'];
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: "bucket", Key, Body }));
  await put("2026/glued", `${one}${two}`);
  await put("2026/lines", `${one}\n${two}\n`);
  const read = bucketReader(target, "bucket", longAgo);
  assert.equal(await texts(read), [one, two, `${one}\n`, `${two}\n`]);
  assert.equal(await texts(read), []);
  assert.equal(await texts(bucketReader(target, "bucket", new Date(Date.now() + 60_000))), []);
});

test("of a state machine's executions the inputs are read, from a time on", async () => {
  const sfn = target.client(SFNClient);
  const definition = JSON.stringify({ StartAt: "End", States: { End: { Type: "Succeed" } } });
  const roleArn = "arn:aws:iam::000000000000:role/any";
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: "machine", definition, roleArn }),
  );
  const read = executionsReader(target, stateMachineArn, longAgo);
  await startExecution(sfn, stateMachineArn, { n: 1 });
  assert.equal(await texts(read), ['{"n":1}']);
  await startExecution(sfn, stateMachineArn, { n: 2 });
  assert.equal(await texts(read), ['{"n":2}']);
  assert.equal(await texts(executionsReader(target, stateMachineArn, new Date(Date.now() + 60_000))), []);
});

test("who only looks at a queue takes nothing away, and sees each message once", async () => {
  const sqs = target.client(SQSClient);
  const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "seen.fifo", Attributes }));
  const send = (MessageBody: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: "g" }));
  const peek = queuePeeker(target, QueueUrl);
  await send("one");
  assert.equal(await texts(peek), ["one"]);
  await send(JSON.stringify({ Type: "Notification", Message: "two" }));
  assert.equal(await texts(peek), ["two"]);
  assert.equal(await texts(peek), []);
  const read = queueReader(target, QueueUrl);
  assert.is([...(await read()), ...(await read())].length, 2);
});

test.run();
