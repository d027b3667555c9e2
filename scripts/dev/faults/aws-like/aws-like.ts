import { identify, localTarget } from "../../../targets/index.ts";
import { startProxy } from "../../testing/proxy.ts";
import { startFaultProxy } from "../fault-proxy.ts";
import { laggingReads, mayLag } from "../lagging-reads.ts";
import { randomFaults } from "../random-faults.ts";
import { restApis } from "./apis.ts";
import { oldDefinitions } from "./definitions.ts";
import { delays } from "./delays.ts";
import { events } from "./events.ts";
import { withoutNews } from "./late.ts";
import { machines } from "./machines.ts";
import { newRoles } from "./roles.ts";

/** An emulator that behaves as AWS does, where AWS takes its time. */
export interface AwsLike {
  endpoint: string;
  /** How often each difference was met, in words. */
  met: Map<string, number>;
  stop(): void;
}

/** The share of calls that are refused for being too many. */
const throttledShare = 0.1;

/**
 * Puts before an emulator what AWS documents and no emulator does: reads that lag, new roles, rules, keys and state
 * machines that are not known at first, an update that is not in force at once, events that come twice and out of order,
 * logs that come late, and calls that are throttled. Everything is for one account and region. The seed decides which calls are
 * throttled.
 */
export async function startAwsLike(emulator: string, seed: string): Promise<AwsLike> {
  const met = new Map<string, number>();
  const meet = (what: string) => void met.set(what, (met.get(what) ?? 0) + 1);
  const target = localTarget(emulator);
  const reads = laggingReads(delays.reads);
  const stateMachines = machines(meet);
  const roles = newRoles(meet);
  const definitions = oldDefinitions(target, meet);
  const eventBridge = await events(target, await identify(target), meet);

  const proxy = await startProxy(
    emulator,
    async (call, pass) => {
      reads.asked(call);
      const old = mayLag(call) ? reads.oldAnswer(call) : undefined;
      if (old) meet("reads that lag");
      if (old) return old;
      await definitions.asked(call);
      const answer =
        (await stateMachines(call, pass)) ??
        (await roles.ask(call, pass)) ??
        eventBridge.ask(call) ??
        (await pass());
      await definitions.answered(call, answer);
      await eventBridge.answered(call, answer);
      const told = withoutNews(call, roles.disguised(call, answer), meet);
      reads.answered(call, told);
      return told;
    },
    restApis(meet),
  );
  const throttle = randomFaults(seed, throttledShare);
  const busy = await startFaultProxy(proxy.endpoint, call => {
    if (!throttle(call)) return undefined;
    meet("calls that are throttled");
    return "throttled";
  });
  return {
    endpoint: busy.endpoint,
    met,
    stop() {
      busy.stop();
      proxy.stop();
      definitions.stop();
      eventBridge.stop();
    },
  };
}
