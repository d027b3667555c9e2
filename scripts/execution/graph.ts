import { type Definition, innerDefinitions, type State, transitions } from "./definition.ts";
import type { StateVisit } from "./visits.ts";

/** What became of a state in an execution; `notReached` also when there was no execution. */
export type NodeStatus = StateVisit["status"] | "notReached";

/** A state of a workflow graph, coloured by an execution. */
export interface GraphNode {
  name: string;
  type: State["Type"];
  status: NodeStatus;
  /** Milliseconds spent in the state over all visits, where it was left. */
  durationMs?: number;
  /** How often its work was tried, over all visits. */
  attempts: number;
  /** The last error of its work. */
  error?: string;
  edges: { to: string; label: string; taken: boolean }[];
  /** The graphs inside a Parallel or Map state. */
  inner: Graph[];
}

/** The states of a definition in the order in which they are reached, depth first along `Next`. */
export interface Graph {
  startAt: string;
  nodes: GraphNode[];
}

/** Colours a definition's graph with the visits of an execution; without visits every state is `notReached`. */
export function graphOf(definition: Definition, visits: StateVisit[] = []): Graph {
  const nodes: GraphNode[] = [];
  const seen = new Set<string>();
  const add = (name: string) => {
    const state = definition.States[name];
    if (!state || seen.has(name)) return;
    seen.add(name);
    nodes.push(nodeOf(name, state, visits));
    for (const { to } of transitions(state)) add(to);
  };
  if (definition.States) add(definition.StartAt); // a learner may not have written any yet
  return { startAt: definition.StartAt, nodes };
}

function nodeOf(name: string, state: State, visits: StateVisit[]): GraphNode {
  const own = visits.filter(visit => visit.name === name);
  const durations = own.flatMap(visit =>
    visit.exitedAt ? [visit.exitedAt.getTime() - visit.enteredAt.getTime()] : [],
  );
  const error = own.findLast(visit => visit.error)?.error?.error;
  return {
    name,
    type: state.Type,
    status: own.at(-1)?.status ?? "notReached",
    ...(durations.length > 0 && { durationMs: durations.reduce((sum, duration) => sum + duration, 0) }),
    attempts: own.reduce((sum, visit) => sum + visit.attempts, 0),
    ...(error && { error }),
    edges: transitions(state).map(edge => ({ ...edge, taken: isTaken(name, state, edge, visits) })),
    inner: innerDefinitions(state).map(inner => graphOf(inner, visits)),
  };
}

/** Whether an execution went along an edge: a visit came from the state, and as the edge says, by a Catch or not. */
function isTaken(
  name: string,
  state: State,
  edge: { to: string; label: string },
  visits: StateVisit[],
): boolean {
  const catches = (state.Catch ?? []).some(({ Next }) => Next === edge.to) && edge.label !== "";
  return visits.some((visit, index) => {
    if (visit.name !== edge.to || visit.from !== name) return false;
    const before = visits.slice(0, index).findLast(earlier => earlier.name === name && earlier.exitedAt);
    return (before?.status === "caught") === catches;
  });
}
