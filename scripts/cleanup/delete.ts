import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  DeleteStackCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { inParallel } from "../machine/parallel.ts";
import { clearTheWay, failureReasons } from "../stack/destroy.ts";
import { says } from "../stack/messages.ts";
import { isInProgress, type StackResource, stackResources } from "../stack/stack.ts";
import { isOutage } from "../targets/explain.ts";
import type { Target } from "../targets/index.ts";
import type { FoundStack } from "./found.ts";
import { callsAtOnce, listStacks } from "./look.ts";
import { reasonOf } from "./reason.ts";

export interface DeleteOptions {
  /** Whether a stack that can't be deleted is deleted without the resources that are in the way. */
  force: boolean;
  /** Milliseconds without any change after which the stacks that are left are given up. */
  stallMs?: number;
  /** Told how many of the stacks are done: gone, or given up. */
  onProgress?: (done: number) => void;
}

/** A stack that could not be deleted, or not with everything in it, and why. */
export interface Leftover {
  stack: FoundStack;
  reason: string;
}

/** More deletions at a time would make the services behind CloudFormation refuse its calls. */
const deletionsAtOnce = 50;

/** The slowest deletions of the course's resources take minutes, and CloudFormation says nothing meanwhile. */
const defaultStallMs = 20 * 60_000;

/** A stack whose status has not moved this long after DeleteStack was silently refused: reads lag by less. */
const lagMs = 30_000;

/** One look follows each refusal, a second later at least: after so many, it is not a read that lags behind. */
const maxRefusals = 10;

/** A second DeleteStack is for what may have passed since the first; a third would meet what stays. */
const maxTries = 2;

/** How far the deletion of one stack has got. */
interface Deletion {
  stack: FoundStack;
  /** The ClientRequestToken of the latest DeleteStack; its events carry it. */
  token?: string;
  askedAt: number;
  tries: number;
  refusals: number;
  forced: boolean;
  /** The resources that a forced deletion leaves behind. */
  abandoned?: string;
  /** Why it is given up. */
  reason?: string;
}

/**
 * Deletes stacks side by side and watches all of them with one list. Each stack waits until no operation is under way
 * on it and no other of these stacks imports its exports; then its executions are stopped, its buckets emptied, and it
 * is deleted, a second time where the reason for a failure may have passed, and by force only if allowed.
 * Returns what is left. A stack that is gone already is deleted.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
export async function deleteStacks(
  target: Target,
  stacks: FoundStack[],
  { force, stallMs = defaultStallMs, onProgress }: DeleteOptions,
): Promise<Leftover[]> {
  const names = new Set(stacks.map(({ name }) => name));
  const deletions = stacks.map(stack => {
    const reason = obstacle(stack, names);
    return { stack, askedAt: 0, tries: 0, refusals: 0, forced: false, ...(reason && { reason }) } as Deletion;
  });
  let before = "";
  let changedAt = Date.now();
  // Two looks in a row, since a list that is read in pages while stacks go may lack one that is still there.
  for (let quiet = 0; quiet < 2; ) {
    const lookedAt = Date.now();
    const current = new Map((await listStacks(target)).map(stack => [stack.StackId, stack]));
    giveUpWhatIsInUse(deletions, current);
    const open = deletions.filter(({ stack, reason }) => !reason && current.has(stack.id));
    quiet = open.length === 0 ? quiet + 1 : 0;
    onProgress?.(deletions.length - open.length);

    const statuses = open.map(({ stack }) => `${stack.id} ${current.get(stack.id)?.StackStatus}`).join();
    if (statuses !== before) changedAt = Date.now();
    before = statuses;
    if (Date.now() - changedAt > stallMs) {
      for (const deletion of open)
        deletion.reason = stalled(current.get(deletion.stack.id)?.StackStatus, stallMs);
      continue;
    }

    const isHere = new Set([...current.values()].map(({ StackName }) => StackName));
    let free = deletionsAtOnce - open.filter(({ token }) => token).length;
    const ready = open.filter(deletion => {
      if (isInProgress(current.get(deletion.stack.id))) return false;
      if (deletion.token) return true;
      return !deletion.stack.importedBy.some(name => isHere.has(name)) && free-- > 0;
    });
    await inParallel(ready, callsAtOnce, deletion =>
      advance(target, deletion, current.get(deletion.stack.id)?.StackStatus ?? "", force),
    );
    // A list of many stacks takes its time; no more than half of ours goes into looking.
    await sleep(Math.max(target.pollMs, Date.now() - lookedAt));
  }
  return deletions.flatMap(({ stack, reason, abandoned }) => {
    if (reason) return { stack, reason };
    return abandoned ? { stack, reason: `deleted by force, which leaves behind ${abandoned}` } : [];
  });
}

/** Why a stack is not even tried. */
function obstacle(stack: FoundStack, names: Set<string>): string | undefined {
  if (stack.protected) return "its termination protection is on: it is kept";
  const importers = stack.importedBy.filter(name => !names.has(name));
  if (importers.length > 0)
    return `its exports are imported by ${importers.join(", ")}, which was not asked for`;
  return undefined;
}

/** A stack whose exports are imported by one that is given up, and still there, is given up as well. */
function giveUpWhatIsInUse(deletions: Deletion[], current: Map<string | undefined, unknown>): void {
  for (const deletion of deletions) {
    const users = deletions.filter(
      ({ stack, reason }) =>
        reason && current.has(stack.id) && deletion.stack.importedBy.includes(stack.name),
    );
    if (users.length === 0) continue;
    deletion.reason ??= `its exports are imported by ${users.map(({ stack }) => stack.name).join(", ")}, which is kept`;
  }
}

const stalled = (status: string | undefined, stallMs: number) =>
  `it is ${status}, and nothing has changed for ${Math.round(stallMs / 60_000)} minutes: run this again later`;

/** Takes a stack on which no operation is under way one step further. */
async function advance(target: Target, deletion: Deletion, status: string, force: boolean): Promise<void> {
  try {
    if (!deletion.token) return await begin(target, deletion);
    const failures = await failuresOf(target, deletion);
    // No event of ours yet: what we read is older than our call. Unless it stays so.
    if (failures.length === 0 && Date.now() - deletion.askedAt < lagMs) return;
    const reasons = failureReasons(failures) || `CloudFormation leaves it ${status} and gives no reason`;
    if (deletion.tries < maxTries && (says.deletionMayPass.test(reasons) || failures.length === 0))
      return await begin(target, deletion);
    if (!force || deletion.forced || status !== "DELETE_FAILED") deletion.reason = reasons;
    else await begin(target, Object.assign(deletion, { forced: true, abandoned: reasons }));
  } catch (error) {
    if (isOutage(error)) throw error;
    deletion.reason = reasonOf(error).message;
  }
}

/** Asks for the deletion. Some refusals are not failures yet: the next look may find the way free. */
async function begin(target: Target, deletion: Deletion): Promise<void> {
  const { stack, forced } = deletion;
  const token = `workshop-${randomUUID()}`;
  try {
    if (!forced) await clearTheWay(target, await inTheWay(target, deletion));
    await target.client(CloudFormationClient).send(
      new DeleteStackCommand({
        StackName: stack.id,
        ClientRequestToken: token,
        ...(forced && { DeletionMode: "FORCE_DELETE_STACK" }),
      }),
    );
    Object.assign(deletion, { token, askedAt: Date.now(), tries: deletion.tries + 1 });
  } catch (error) {
    if (!says.deletionTooEarly.test((error as Error).message) || deletion.refusals >= maxRefusals)
      throw error;
    deletion.refusals += 1;
  }
}

/** What was found when the stack was looked at, unless that has changed since. */
async function inTheWay(target: Target, { stack, tries }: Deletion): Promise<StackResource[]> {
  const fresh = tries === 0 && !isInProgress({ StackStatus: stack.status });
  return fresh ? stack.inTheWay : Object.values(await stackResources(target, stack.id));
}

/** The events that tell why the latest DeleteStack did not succeed: those of resources, or else the stack's own. */
async function failuresOf(target: Target, { stack, token }: Deletion): Promise<StackEvent[]> {
  const ours: StackEvent[] = [];
  const client = target.client(CloudFormationClient);
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: stack.id })) {
    ours.push(...StackEvents.filter(({ ClientRequestToken }) => ClientRequestToken === token));
    if (StackEvents.at(-1)?.ClientRequestToken !== token) break; // the newest come first
  }
  const failed = ours.filter(
    ({ ResourceStatus, ResourceStatusReason = "" }) =>
      ResourceStatus === "DELETE_FAILED" || says.deletionTooEarly.test(ResourceStatusReason),
  );
  const resources = failed.filter(({ PhysicalResourceId }) => PhysicalResourceId !== stack.id);
  return resources.length > 0 ? resources : failed;
}
