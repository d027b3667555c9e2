import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import type { Target } from "../../targets/index.ts";
import type { Reader } from "./index.ts";

/** Where one event ends and the next begins; a delivery stream that adds no line break leaves none. */
const betweenEvents = /(?<=\}\n?)(?=\{"version")/;

/**
 * Reads the events that a delivery stream has put into a bucket since a time, each with its line break, if there is one.
 * One object may hold several.
 * https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
 */
export function bucketReader(target: Target, Bucket: string | undefined, since: Date): Reader {
  const client = target.client(S3Client);
  const known = new Set<string>();
  return async () => {
    const fresh: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
      for (const { Key = "", LastModified } of Contents) {
        // S3 tells whole seconds.
        if (known.has(Key) || (LastModified && LastModified.getTime() + 1000 < since.getTime())) continue;
        known.add(Key);
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        fresh.push(...((await Body?.transformToString()) ?? "").split(betweenEvents));
      }
    }
    return fresh.map(text => ({ text }));
  };
}
