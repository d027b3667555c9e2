import { randomUUID } from "node:crypto";
import {
  CreateArchiveCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import type { Identity, Target } from "../../../targets/index.ts";
import type { Answer, Call } from "../../testing/call.ts";
import { delays } from "./delays.ts";

const archive = "aws-like";

/**
 * EventBridge as it is on AWS: a new rule matches nothing for a while, and each event comes once more, seconds later and so
 * out of order.
 */
export async function events(target: Target, { account }: Identity, met: (what: string) => void) {
  const client = target.client(EventBridgeClient);
  const known = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const arn = (resource: string) => `arn:aws:events:${target.region}:${account}:${resource}`;
  const bus = arn("event-bus/default");
  await client.send(new CreateArchiveCommand({ ArchiveName: archive, EventSourceArn: bus }));

  let replayedTo = Math.floor(Date.now() / 1000);
  const replay = async () => {
    const from = replayedTo;
    replayedTo = Math.floor(Date.now() / 1000) - 1; // what happens in this second may go on
    const period = { EventStartTime: new Date(from * 1000), EventEndTime: new Date((replayedTo - 1) * 1000) };
    const [source, Destination] = [arn(`archive/${archive}`), { Arn: bus }];
    await client.send(
      new StartReplayCommand({ ReplayName: randomUUID(), EventSourceArn: source, Destination, ...period }),
    );
    met("events that come twice");
  };
  const replays = setInterval(() => replay().catch(() => {}), delays.secondDelivery); // while the emulator stops

  async function delayRule(Name: string): Promise<void> {
    met("a rule that does not match yet");
    await client.send(new DisableRuleCommand({ Name }));
    const timer = setTimeout(() => {
      timers.delete(timer);
      client.send(new EnableRuleCommand({ Name })).catch(() => {}); // deleted meanwhile
    }, delays.newRule);
    timers.add(timer);
  }

  return {
    /** Delays the rules of a stack, before anybody learns that it is created. */
    async answered({ operation }: Call, { body }: Answer): Promise<void> {
      if (operation !== "cloudformation.DescribeStackEvents") return;
      for (const [event] of String(body).matchAll(/<member>.*?<\/member>/gs)) {
        const [, id = ""] = /<EventId>([^<]+)</.exec(event) ?? [];
        const [, rule = ""] = /<PhysicalResourceId>(?:[^<]*rule\/)?([^<]+)</.exec(event) ?? [];
        if (!event.includes(">AWS::Events::Rule<") || !event.includes(">CREATE_COMPLETE<") || known.has(id))
          continue;
        known.add(id);
        await delayRule(rule);
      }
    },
    stop() {
      clearInterval(replays);
      timers.forEach(clearTimeout);
    },
  };
}
