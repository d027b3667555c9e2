import { setTimeout as sleep } from "node:timers/promises";
import { readLagMs, type Target } from "../targets/index.ts";
import { says } from "./messages.ts";
import { describeStack, isInProgress, type StackProgress } from "./stack.ts";

/** A reason for a failed deployment that may have passed by the time that its rollback is done. */
interface PassingReason {
  patterns: RegExp[];
  /** What people are told after CloudFormation's own words. */
  note: string;
  /** How often the deployment is repeated for it. */
  repeats: number;
}

const passingReasons: PassingReason[] = [
  {
    patterns: [says.roleNotKnownYet, says.machineRoleNotKnownYet],
    note: "AWS may not know a new role everywhere yet: once more.",
    repeats: 1, // a rollback takes longer than IAM's seconds
  },
  {
    patterns: [says.machineNameTaken],
    note: "AWS may still be deleting one of this name: once more.",
    repeats: 2, // a deletion takes seconds, and each rollback longer
  },
  {
    patterns: [says.tooManyNewStreams],
    note: "Others are creating streams in this account, too: once more.",
    repeats: 5, // five streams at a time: a class of thirty that begins together is through after six rounds
  },
];

/** Repeats a deployment that failed for a reason that passes, each reason no more often than it may. */
export async function repeatWhatPasses<Result>(
  progress: StackProgress,
  deploy: () => Promise<Result>,
): Promise<Result> {
  const repeated = new Map<PassingReason, number>();
  for (;;) {
    try {
      return await deploy();
    } catch (error) {
      const { message } = error as Error;
      const reason = passingReasons.find(({ patterns }) => patterns.some(pattern => pattern.test(message)));
      const times = (reason && repeated.get(reason)) ?? 0;
      if (!reason || times === reason.repeats) throw error;
      repeated.set(reason, times + 1);
      progress.note(`${message} ${reason.note}`);
    }
  }
}

/**
 * Repeats a deployment that was refused because the stack is not, or no longer, as it was read a moment ago, until reads
 * can't lag behind any more. It waits for another run that is changing the stack, however long that takes.
 */
export async function repeatWhileOutdated<Result>(
  target: Target,
  stackName: string,
  progress: StackProgress,
  deploy: () => Promise<Result>,
): Promise<Result> {
  let patience: number | undefined; // from the first refusal on
  for (;;) {
    try {
      return await deploy();
    } catch (error) {
      if (!isOutdated(error as Error)) throw error;
      patience ??= Date.now() + readLagMs;
      if (isInProgress(await describeStack(target, stackName))) {
        progress.note(`Stack ${stackName} is being changed by another run: waiting for it.`);
        patience = Date.now() + readLagMs;
      } else if (Date.now() > patience) throw error;
      await sleep(target.pollMs);
    }
  }
}

/** Whether a call was refused because the stack or its change set is not as it was read a moment ago. */
export function isOutdated({ name, message }: Error): boolean {
  if (name === "ValidationError") return says.stackIsOtherwise.test(message);
  return /^(AlreadyExists|InvalidChangeSetStatus|ChangeSetNotFound|OperationInProgress|StaleRequest)/.test(
    name,
  );
}
