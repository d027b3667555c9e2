import { SFNClient } from "@aws-sdk/client-sfn";
import { startExecution } from "../../scripts/execution/start.ts";
import { executionArn } from "../../scripts/shared/arn.ts";
import { type Arrival, collect } from "../../scripts/verify/arrivals/index.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { type Receiver, receivers } from "./receivers.ts";
import { type RuleTarget, targetsOf } from "./rules.ts";
import { type Happened, heardIn, noticeIn, type Status, statuses, statusesIn } from "./statuses.ts";

/** What one receiver heard; nothing where it is not there. */
export interface Heard extends Receiver {
  /** Whether it is a target of its rule. */
  isTarget: boolean;
  arrivals: Arrival[];
  statuses: Status[];
}

/** Reads back what the receivers were told, until each knows of all that happened, or no more is to be expected. */
export async function listen(lesson: Lesson, happened: Happened, listening = receivers): Promise<Heard[]> {
  const { target, stack } = lesson;
  const executions = Object.values(happened).flat();
  const since = new Date(Math.min(...executions.map(({ startDate }) => startDate.getTime())));
  const isComplete = (arrivals: Arrival[]) =>
    heardIn(arrivals, happened).length === statusesIn(happened).length;
  const targets = await targetsOf(lesson, rulesOf(listening));
  return await Promise.all(
    listening.map(async receiver => {
      const isTarget = leadsTo(lesson, receiver, targets);
      const patient = isTarget ? target : { ...target, lagMs: 0 }; // who is no target will never hear of anything
      const keeper = stack.resources[receiver.keeper];
      const arrivals = keeper ? await collect(patient, receiver.read(target, keeper, since), isComplete) : [];
      return { ...receiver, isTarget, arrivals, statuses: heardIn(arrivals, happened) };
    }),
  );
}

/** Milliseconds that one execution is waited for before another one is started, at most. */
const patience = 10_000;

/** Milliseconds that this machine's clock may be ahead of the target's: nothing is read from a time to come. */
const clockAhead = 60_000;

/**
 * A new rule, a new target and a new role take a while to work on AWS, and no event from before is sent again. So
 * executions are started until every receiver has heard of one, those that are reached with a role, too. Those who stay
 * deaf while others hear are given up when everything else on AWS would have settled three times over, and all of them
 * after the target's lag.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function untilAllHear(
  lesson: Lesson,
  listening = receivers,
  { word, behaviour } = { word: "warm-up", behaviour: "succeed" },
): Promise<void> {
  const { target, stack, input, output } = lesson;
  const since = new Date(Date.now() - clockAhead);
  const targets = await targetsOf(lesson, rulesOf(listening));
  const readers = listening.flatMap(receiver => {
    const keeper = leadsTo(lesson, receiver, targets) && stack.resources[receiver.keeper];
    return keeper ? [receiver.read(target, keeper, since)] : [];
  });
  const patient = { ...target, lagMs: Math.min(target.lagMs / 4, patience) };
  const limit = Date.now() + target.lagMs;
  let lastHeardAt = Date.now();
  for (let deaf = readers; deaf.length > 0 && Date.now() < limit; ) {
    const sfn = target.client(SFNClient);
    const arn = await startExecution(sfn, output("StateMachineArn"), { ...input, behaviour }, word);
    const isHeard = (arrivals: Arrival[]) =>
      arrivals.some(arrival => noticeIn(arrival)?.executionArn === arn);
    const heard = await Promise.all(deaf.map(async read => isHeard(await collect(patient, read, isHeard))));
    if (heard.some(Boolean)) lastHeardAt = Date.now();
    else if (deaf.length < readers.length && Date.now() - lastHeardAt > 3 * target.settleMs) return;
    deaf = deaf.filter((_, index) => !heard[index]);
  }
}

const rulesOf = (listening: Receiver[]) => [...new Set(listening.map(({ rule }) => rule))];

/** Whether the receiver's rule has a target that leads to it. */
function leadsTo({ stack }: Lesson, receiver: Receiver, targets: RuleTarget[]): boolean {
  const id = stack.resources[receiver.target];
  return targets.some(({ rule, Arn }) => rule === receiver.rule && id && nameIn(Arn) === nameIn(id));
}

/** The name at the end of an ARN, a URL or what is a name already. */
const nameIn = (id = "") => id.split(/[/:]/).at(-1);

/** The names of those that heard of executions of another state machine. */
export function hearingOfOthers(heard: Heard[], stateMachineArn: string): string[] {
  const own = executionArn(stateMachineArn, "");
  const isOther = (arrival: Arrival) => noticeIn(arrival)?.executionArn.startsWith(own) === false;
  return heard.filter(({ arrivals }) => arrivals.some(isOther)).map(({ name }) => name);
}

/** A table of what each receiver heard. */
export function showMatrix({ table }: Lesson, heard: Heard[]): void {
  table("What arrived where", [
    ["status", ...heard.map(({ name }) => name)],
    ...statuses.map(status => [status, ...heard.map(one => (one.statuses.includes(status) ? "✓" : "✗"))]),
  ]);
}
