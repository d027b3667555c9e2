import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Call, refusal } from "../testing/call.ts";
import { startProxy } from "../testing/proxy.ts";
import { laggingReads } from "./lagging-reads.ts";

/**
 * What can go wrong with a call: it is refused because there are too many, the service fails or is unavailable, the
 * connection is dropped before the service sees the call or after it has done what was asked, the answer takes seconds,
 * or it is the one of some seconds ago.
 */
export const faults = [
  "throttled",
  "failed",
  "unavailable",
  "dropped",
  "answer lost",
  "slow",
  "stale",
] as const;
export type Fault = (typeof faults)[number];

/** A call that passed through the proxy, and the fault that it met. */
export interface MetCall extends Call {
  fault: Fault | undefined;
}

/** Milliseconds before a slow call is passed on: noticed by a person, well within the time that a client gives it. */
const slowMs = 2_000;

/** Stands between AWS SDK clients and an endpoint, and does to each call what `faultOf` says. */
export async function startFaultProxy(
  endpoint: string,
  faultOf: (call: Call) => Fault | undefined | Promise<Fault | undefined>,
): Promise<{ endpoint: string; calls: MetCall[]; stop(): void }> {
  const calls: MetCall[] = [];
  const reads = laggingReads();
  const proxy = await startProxy(endpoint, async (call, pass) => {
    reads.asked(call);
    const fault = await faultOf(call);
    calls.push({ ...call, fault });

    if (fault === "dropped") return "drop";
    if (fault === "throttled" || fault === "failed" || fault === "unavailable") return refused(call, fault);
    if (fault === "slow") await sleep(slowMs);
    const old = fault === "stale" ? reads.oldAnswer(call) : undefined;
    if (old) return old;
    const answer = await pass();
    reads.answered(call, answer);
    return fault === "answer lost" ? "drop" : answer;
  });
  return { endpoint: proxy.endpoint, calls, stop: proxy.stop };
}

/** How the services refuse what they can't do now. */
function refused(call: Call, fault: "throttled" | "failed" | "unavailable"): Answer {
  if (fault === "failed") return refusal(call, "InternalFailure", "An internal error occurred.", 500);
  if (fault === "unavailable") return refusal(call, "ServiceUnavailable", "Try again later.", 503);
  const [code, message, status] = tooMany[call.protocol];
  return refusal(call, code, message, status);
}

/** How the services say that there are too many calls. */
const tooMany: Record<Call["protocol"], [code: string, message: string, status: number]> = {
  query: ["Throttling", "Rate exceeded", 400],
  json: ["ThrottlingException", "Rate exceeded", 400],
  "rest-json": ["TooManyRequestsException", "Rate exceeded", 429],
  "rest-xml": ["SlowDown", "Please reduce your request rate.", 503],
};
