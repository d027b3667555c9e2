import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import type { Target } from "../../targets/index.ts";
import type { Reader } from "./index.ts";

/**
 * Reads what a data stream has got since a time, from all of its shards.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html
 */
export function streamReader(target: Target, StreamName: string | undefined, since: Date): Reader {
  const kinesis = target.client(KinesisClient);
  let iterators: string[] | undefined;

  const start = async () => {
    const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
    return await Promise.all(
      Shards.map(async ({ ShardId }) => {
        const position = { ShardIteratorType: "AT_TIMESTAMP", Timestamp: since } as const;
        const command = new GetShardIteratorCommand({ StreamName, ShardId, ...position });
        return (await kinesis.send(command)).ShardIterator ?? "";
      }),
    );
  };

  return async () => {
    iterators ??= await start();
    const pages = await Promise.all(
      iterators.map(ShardIterator => kinesis.send(new GetRecordsCommand({ ShardIterator }))),
    );
    iterators = pages.flatMap(({ NextShardIterator }) => NextShardIterator ?? []);
    return pages
      .flatMap(({ Records = [] }) => Records)
      .map(({ Data, PartitionKey = "" }) => ({
        text: Buffer.from(Data ?? []).toString(),
        partitionKey: PartitionKey,
      }));
  };
}
