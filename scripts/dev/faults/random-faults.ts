import { createHash } from "node:crypto";
import type { Call } from "../testing/call.ts";
import { type Fault, faults } from "./fault-proxy.ts";
import { mayLag } from "./lagging-reads.ts";

/**
 * Faults for a share of the calls, the same ones at each run with the same seed: whether the third CreateChangeSet
 * fails depends on the seed, and not on what else happens meanwhile.
 */
export function randomFaults(seed: string, share = 0.2): (call: Call) => Fault | undefined {
  return call => {
    const { operation, nth } = call;
    const random = createHash("sha256").update(`${seed} ${operation} ${nth}`).digest();
    if (random.readUInt32BE(0) / 2 ** 32 >= share) return undefined;
    const possible = mayLag(call) ? faults : faults.filter(fault => fault !== "stale");
    return possible[random.readUInt32BE(4) % possible.length];
  };
}
