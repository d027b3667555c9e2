import { useEffect, useState } from "preact/hooks";
import type {
  About,
  Course,
  Health,
  Lesson,
  ListedExecution,
  Machine,
  MapRun,
  Message,
  Receiver,
  TopicName,
} from "../../messages.ts";
import { type ExecutionModel, executionModel } from "../model/execution-model.ts";
import type { Refusal } from "./client.ts";
import { listen } from "./live.ts";

/** What the page knows, by topics: what a view shows, and nothing of what was shown long before. */
interface Known {
  course?: Course;
  /** By the names of steps. */
  lessons: Map<string, Lesson>;
  machines?: Machine[];
  executions: Map<string, { executions: ListedExecution[]; problem?: string }>;
  execution?: ExecutionModel;
  mapRun?: MapRun;
  /** By the names of stacks. */
  receivers: Map<string, { since: number; receivers: Receiver[] }>;
  problems: Map<TopicName, string>;
}

export const known: Known = {
  lessons: new Map(),
  executions: new Map(),
  receivers: new Map(),
  problems: new Map(),
};

/** How the server and the target are. */
export const state: { health: Health; problem: Refusal | undefined; about: About | undefined } = {
  health: { state: "well", text: "" },
  problem: undefined,
  about: undefined,
};

const watchers = new Set<() => void>();
let isDrawing = false;

/** Draws what shows what has changed, once a frame. */
export function changed(): void {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    for (const watcher of watchers) watcher();
  });
}

/** Makes a component draw itself again when anything that is known has changed. */
export function useKnown(): void {
  const [, draw] = useState(0);
  useEffect(() => {
    const watcher = () => draw(count => count + 1);
    watchers.add(watcher);
    return () => void watchers.delete(watcher);
  }, []);
}

/** How many components want to hear of each topic. */
const wishes = new Map<TopicName, number>();
let stop = () => {};
let listening = "";
let isPlanned = false;

/** Hears of topics while a component is there that wants to. */
export function useTopics(topics: TopicName[]): void {
  const key = topics.join("\n");
  useEffect(() => {
    for (const topic of topics) wishes.set(topic, (wishes.get(topic) ?? 0) + 1);
    replan();
    return () => {
      for (const topic of topics) {
        const rest = (wishes.get(topic) ?? 1) - 1;
        if (rest > 0) wishes.set(topic, rest);
        else wishes.delete(topic);
      }
      replan();
    };
  }, [key]);
}

/**
 * A tab that nobody sees hears nothing: browsers allow few connections, and the target is asked less. A lesson goes on: its
 * learner is in the editor now, and what they save is to be checked.
 */
export function listenWhileVisible(): void {
  document.addEventListener("visibilitychange", replan);
}

function replan(): void {
  if (isPlanned) return;
  isPlanned = true;
  queueMicrotask(() => {
    isPlanned = false;
    const wanted = [...wishes.keys()].sort();
    const topics = document.hidden ? wanted.filter(topic => topic.startsWith("lesson ")) : wanted;
    if (topics.join("\n") === listening) return;
    listening = topics.join("\n");
    stop();
    stop = topics.length > 0 ? listen(topics, { hear, connected, after }) : () => {};
  });
}

function connected(problem?: Refusal): void {
  if (state.problem?.message === problem?.message) return;
  state.problem = problem;
  changed();
}

function after(topic: TopicName): number {
  return topic === known.execution?.topic ? known.execution.lastEvent() : 0;
}

function hear(message: Message): void {
  if ("topic" in message && message.kind !== "problem") known.problems.delete(message.topic);
  switch (message.kind) {
    case "health":
      state.health = message.health;
      break;
    case "course":
      known.course = message.course;
      break;
    case "lesson":
      known.lessons.set(message.lesson.step, message.lesson);
      break;
    case "machines":
      known.machines = message.machines;
      break;
    case "executions":
      known.executions.set(message.topic.replace("executions ", ""), message);
      break;
    case "execution":
      if (known.execution?.topic !== message.topic) known.execution = executionModel(message.topic);
      known.execution.describe(message.execution);
      break;
    case "events":
      if (known.execution?.topic !== message.topic) known.execution = executionModel(message.topic);
      known.execution.add(message.events, message.isAll);
      // Of a long history the first events are drawn at once, and the others together: each drawing goes through all.
      if (!known.execution.isAll && known.execution.events.length > message.events.length) return;
      break;
    case "map-run":
      known.mapRun = message.mapRun;
      break;
    case "receivers":
      known.receivers.set(message.topic.replace("receivers ", ""), message);
      break;
    case "problem":
      known.problems.set(message.topic, message.text);
      break;
  }
  changed();
}
