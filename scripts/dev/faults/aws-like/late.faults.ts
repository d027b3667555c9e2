import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { localTarget } from "../../../targets/index.ts";
import { bucketReader } from "../../../verify/arrivals/bucket.ts";
import { collect, type Reader } from "../../../verify/arrivals/index.ts";
import { logReader } from "../../../verify/arrivals/log.ts";
import { begun } from "../../../verify/begun.ts";
import { ownEmulator } from "../../testing/emulator.ts";
import { startAwsLike } from "./aws-like.ts";
import { delays } from "./delays.ts";

const test = suite("like AWS: what comes late");

const emulator = await ownEmulator();
const aws = await startAwsLike(emulator.endpoint, "2026");
const target = { ...localTarget(aws.endpoint), pollMs: 1_000, lagMs: 2 * delays.logs };

const since = new Date();
const event = JSON.stringify({ version: "0" });

const logs = target.client(CloudWatchLogsClient);
const log = { logGroupName: "log", logStreamName: "stream" };
await logs.send(new CreateLogGroupCommand(log));
await logs.send(new CreateLogStreamCommand(log));
await logs.send(
  new PutLogEventsCommand({ ...log, logEvents: [{ timestamp: since.getTime(), message: event }] }),
);

const s3 = target.client(S3Client);
await s3.send(new CreateBucketCommand({ Bucket: "archive" }));
await s3.send(new PutObjectCommand({ Bucket: "archive", Key: "1", Body: event }));

/** What is there at once, and what those get who collect. */
async function twice(reader: () => Reader) {
  const atOnce = await reader()();
  return [atOnce, await collect(target, reader(), arrivals => arrivals.length > 0)];
}

// Both at a time: each takes a minute.
const logged = begun(twice(() => logReader(target, log.logGroupName, since)));
const delivered = begun(twice(() => bucketReader(target, "archive", since)));

test("what was logged just now is not to be seen: collect waits for it", async () => {
  assert.equal(await logged(), [[], [{ text: event }]]);
});

test("nor is what was delivered just now", async () => {
  assert.equal(await delivered(), [[], [{ text: event }]]);
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
