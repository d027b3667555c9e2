import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../../targets/index.ts";

/** What a target of a rule was sent, read back from it. */
export interface Arrival {
  /** The text that EventBridge sent: an event, or what an input transformer made of it. */
  text: string;
  /** What a FIFO queue keeps in order. */
  messageGroupId?: string;
  /** What a stream chooses the shard by. */
  partitionKey?: string;
}

/** Looks once, and returns what has arrived since the last look. */
export type Reader = () => Promise<Arrival[]>;

/** Reads until there is enough, or until no more is to be expected, and returns all that has arrived. */
export async function collect(
  { pollMs, lagMs }: Target,
  read: Reader,
  enough: (arrivals: Arrival[]) => boolean,
): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  const limit = Date.now() + lagMs;
  for (;;) {
    arrivals.push(...(await read()));
    if (enough(arrivals) || Date.now() > limit) return arrivals;
    await sleep(2 * pollMs); // a shard may be read five times a second, by all readers together
  }
}
