import { randomUUID } from "node:crypto";
import {
  CreateArchiveCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target as RuleTarget,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import type { Identity, Target } from "../../../targets/index.ts";
import type { Answer, Call } from "../../testing/call.ts";
import { delays } from "./delays.ts";

const archive = "aws-like";

/**
 * EventBridge as it is on AWS: a new rule matches nothing for a while, its targets with a role get nothing for longer, and
 * each event comes once more, seconds later and so out of order.
 */
export async function events(target: Target, { account }: Identity, met: (what: string) => void) {
  const client = target.client(EventBridgeClient);
  const known = new Set<string>();
  /** The targets of the rules whose roles can't be assumed yet, by the rule. */
  const withNewRoles = new Map<string, RuleTarget[]>();
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

  function later(ms: number, act: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act().catch(() => {}); // deleted meanwhile
    }, ms);
    timers.add(timer);
  }

  async function delayRule(Name: string): Promise<void> {
    met("a rule that does not match yet");
    await client.send(new DisableRuleCommand({ Name }));
    later(delays.newRule, async () => {
      replayedTo = Math.floor(Date.now() / 1000); // or a replay would bring what it did not match
      await client.send(new EnableRuleCommand({ Name }));
    });
  }

  async function delayRoles(Rule: string): Promise<void> {
    const { Targets: targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule }));
    const Targets = targets.filter(({ RoleArn }) => RoleArn);
    if (Targets.length === 0) return;
    met("a target whose role is not known yet");
    withNewRoles.set(Rule, targets);
    await client.send(new RemoveTargetsCommand({ Rule, Ids: Targets.map(({ Id = "" }) => Id) }));
    later(delays.newTargetRole, async () => {
      withNewRoles.delete(Rule);
      await client.send(new PutTargetsCommand({ Rule, Targets }));
    });
  }

  return {
    /** A rule has the targets that it was given, whether they are reached yet or not. */
    ask({ operation, body }: Call): Answer | undefined {
      const Targets = operation === "events.ListTargetsByRule" && withNewRoles.get(JSON.parse(body).Rule);
      if (!Targets) return undefined;
      return { status: 200, headers: {}, body: JSON.stringify({ Targets }) };
    },
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
        await delayRoles(rule);
      }
    },
    stop() {
      clearInterval(replays);
      timers.forEach(clearTimeout);
    },
  };
}
