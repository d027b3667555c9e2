import type { NodeStatus } from "../execution/graph.ts";

/** What became of a state, as people say it. */
export const statusWords: Record<NodeStatus, string> = {
  succeeded: "succeeded",
  failed: "failed",
  caught: "failed, and the error was caught",
  stopped: "stopped",
  running: "running",
  notReached: "not reached",
};

/** A duration for people, given in milliseconds: `12 ms`, `0.3 s`, `10.0 s`, `2 min 5 s`, `1 h 0 min`, `3 d 4 h`. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 100) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How many there are, for people: `25,000`. `toLocaleString` takes a browser 20 ms and more when it is first used. */
export function howMany(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
