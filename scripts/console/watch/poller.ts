import { setTimeout as sleep } from "node:timers/promises";
import { explainTargetError, isFault, isOutage, isThrottled } from "../../targets/explain.ts";
import type { Health, Message, TopicName } from "../messages.ts";

/** Something that is looked at again and again while somebody wants to hear of it. */
export interface Topic {
  /** Looks once, and tells what is new. Resolves to the milliseconds until the next look; undefined for no more. */
  look(tell: (message: Message) => void): Promise<number | undefined>;
  /** What brings somebody up to date who comes later, and who may know the events up to one, by its id. */
  known(after: number): Message[];
  /** Nobody wants to hear of it any more. */
  close?(): void;
}

export interface Poller {
  /**
   * From now on tells about these topics, until the function that it returns is called. Of each execution the events
   * after one are told, by its id.
   */
  join(topics: TopicName[], tell: (message: Message) => void, after?: Map<TopicName, number>): () => void;
  /** Looks again at once: something has been done. */
  nudge(): void;
  /** Whether it looks at anything. */
  isAtWork(): boolean;
}

/** The longest pause where a target throttles or is away, in milliseconds: a person still waits for it. */
const longestPauseMs = 15_000;

interface Subscription {
  topics: Set<TopicName>;
  tell: (message: Message) => void;
}

/** The first pause after a look that the target refused for so many calls, or did not answer, in milliseconds. */
const firstPauses = { slow: 1_000, away: 500 };

/**
 * The one poller of a target: it looks at what the open tabs want to hear of, at one thing after the other, and rests
 * while there are none. Throttling slows it down; a target that is away is asked again until it is back.
 */
export function openPoller(topicOf: (name: TopicName) => Topic, firstPauseMs = firstPauses): Poller {
  const subscriptions = new Set<Subscription>();
  const topics = new Map<TopicName, { topic: Topic; dueAt: number }>();
  let health: Health = { state: "well", text: "" };
  let pauseMs = 0;
  let running: Promise<void> | undefined;
  let wake = new AbortController();

  const wanted = (name: TopicName) => [...subscriptions].some(({ topics }) => topics.has(name));
  const tellAll = (message: Message) => {
    for (const { topics, tell } of subscriptions)
      if (!("topic" in message) || topics.has(message.topic)) tell(message);
  };

  function setHealth(next: Health): void {
    if (next.state === health.state && next.text === health.text) return;
    health = next;
    tellAll({ kind: "health", health });
  }

  async function run(): Promise<void> {
    while (subscriptions.size > 0) {
      for (const name of topics.keys()) if (!wanted(name)) drop(name);
      const [next] = [...topics].sort(([, a], [, b]) => a.dueAt - b.dueAt);
      const waitMs = next ? Math.max(pauseMs, next[1].dueAt - Date.now()) : Number.POSITIVE_INFINITY;
      if (waitMs > 0) await rest(waitMs);
      if (next && Date.now() >= next[1].dueAt && wanted(next[0])) await look(...next);
    }
    for (const name of topics.keys()) drop(name);
  }

  function drop(name: TopicName): void {
    topics.get(name)?.topic.close?.();
    topics.delete(name);
  }

  async function look(name: TopicName, entry: { topic: Topic; dueAt: number }): Promise<void> {
    const began = Date.now();
    try {
      const nextMs = await entry.topic.look(tellAll);
      entry.dueAt = nextMs === undefined ? Number.POSITIVE_INFINITY : began + nextMs;
      if (health.state !== "well") pauseMs = pauseMs > firstPauseMs.slow ? pauseMs / 2 : 0;
      if (pauseMs === 0) setHealth({ state: "well", text: "" });
    } catch (error) {
      const { message } = explainTargetError(error) as Error;
      if (isThrottled(error)) pause("slow", message);
      else if (isOutage(error) || isFault(error)) pause("away", message);
      else {
        entry.dueAt = began + longestPauseMs; // it may be there later
        tellAll({ kind: "problem", topic: name, text: message });
      }
    }
  }

  function pause(state: "slow" | "away", reason: string): void {
    pauseMs = Math.min(Math.max(firstPauseMs[state], pauseMs * 2), longestPauseMs);
    if (state === "away") pauseMs = Math.min(pauseMs, 2_000); // a refused connection costs nobody anything
    setHealth({ state, text: `${reason} Looking again every ${(pauseMs / 1000).toFixed(1)} s.` });
  }

  async function rest(ms: number): Promise<void> {
    const { signal } = wake;
    // Timers take at most 2^31 milliseconds; nothing is due for longer than an hour without a reason to wake up.
    await sleep(Math.min(ms, 3_600_000), undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) wake = new AbortController();
  }

  return {
    join(names, tell, after = new Map()) {
      const subscription = { topics: new Set(names), tell };
      subscriptions.add(subscription);
      tell({ kind: "health", health });
      for (const name of names) {
        const entry = topics.get(name);
        if (entry) for (const message of entry.topic.known(after.get(name) ?? 0)) tell(message);
        else topics.set(name, { topic: topicOf(name), dueAt: 0 });
      }
      wake.abort();
      running ??= run().finally(() => {
        running = undefined;
      });
      return () => {
        subscriptions.delete(subscription);
        wake.abort();
      };
    },
    nudge() {
      for (const entry of topics.values()) if (entry.dueAt !== Number.POSITIVE_INFINITY) entry.dueAt = 0;
      wake.abort();
    },
    isAtWork: () => running !== undefined,
  };
}
