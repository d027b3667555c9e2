import { describeStack, stackResources } from "../../stack/stack.ts";
import { explainTargetError, isOutage, isThrottled } from "../../targets/explain.ts";
import type { Target } from "../../targets/index.ts";
import type { Reader } from "../../verify/arrivals/index.ts";
import { queuePeeker } from "../../verify/arrivals/peek.ts";
import { queueReader } from "../../verify/arrivals/queue.ts";
import type { Message, Receiver } from "../messages.ts";
import { type Hearing, hearingOf, type StepReceiver } from "./hearing.ts";
import { ownerOf } from "./owner.ts";
import type { Topic } from "./poller.ts";

/** What arrived longer ago than this before the first look is left unread, in milliseconds: it may be a lot. */
const lookBackMs = 15 * 60_000;

/** Milliseconds between two looks, at least: all readers of a stream's shard may read it five times a second. */
const leastPauseMs = 1_000;

/** A receiver, and what reads it: nothing while the stack has no such resource. */
interface Ear {
  receiver: StepReceiver;
  told: Receiver;
  read?: Reader;
}

/**
 * What arrives where: which receivers of a stack were told of which execution. Queues are only looked at, since what is read
 * there is gone for whoever checks the step at the same time.
 */
export function receiversTopic(target: Target, stackName: string): Topic {
  const topic = `receivers ${stackName}`;
  const since = new Date(Date.now() - lookBackMs);
  let hearing: Hearing | undefined;
  let ears: Ear[] = [];
  let known: Message | undefined;

  async function open(): Promise<void> {
    const stack = await describeStack(target, stackName);
    hearing = await hearingOf((stack && ownerOf(stack)?.step) ?? "");
    ears = (hearing?.receivers ?? []).map(receiver => {
      const told = {
        name: receiver.name,
        heard: {},
        ...(receiver.read === queueReader && { forgets: true as const }),
      };
      return { receiver, told };
    });
  }

  async function find(): Promise<void> {
    const resources = await stackResources(target, stackName);
    for (const ear of ears) {
      const { read, keeper } = ear.receiver;
      const id = resources[keeper]?.id;
      if (!id) ear.told.problem = `${keeper} is not there.`;
      else ear.read = read === queueReader ? queuePeeker(target, id) : read(target, id, since);
    }
  }

  async function listen(ear: Ear): Promise<void> {
    try {
      for (const arrival of (await ear.read?.()) ?? []) {
        const notice = hearing?.noticeIn(arrival);
        if (!notice) continue;
        const { executionArn, status } = notice;
        const statuses = new Set(ear.told.heard[executionArn]).add(status);
        ear.told.heard[executionArn] = [...statuses];
      }
      if (ear.read) delete ear.told.problem;
    } catch (error) {
      if (isThrottled(error) || isOutage(error)) throw error;
      ear.told.problem = (explainTargetError(error) as Error).message;
      delete ear.read; // it may have been replaced
    }
  }

  return {
    async look(tell) {
      if (!hearing) await open();
      if (ears.some(({ read }) => !read)) await find();
      await Promise.all(ears.map(listen));
      const message: Message = {
        kind: "receivers",
        topic,
        since: since.getTime(),
        receivers: structuredClone(ears.map(({ told }) => told)),
      };
      if (JSON.stringify(message) !== JSON.stringify(known)) tell(message);
      known = message;
      return Math.max(leastPauseMs, 5 * target.pollMs);
    },
    known: () => (known ? [known] : []),
  };
}
