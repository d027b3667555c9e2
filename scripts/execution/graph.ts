import { captionOf } from "./caption.ts";
import { type Definition, innerDefinitions, type State, transitions } from "./definition.ts";
import type { StateVisit } from "./visits.ts";

/** What became of a state in an execution; `notReached` also when there was no execution. */
export type NodeStatus = StateVisit["status"] | "notReached";

/** A state of a workflow graph, coloured by an execution. */
export interface GraphNode {
  name: string;
  type: State["Type"];
  /** What it does, in a few words. */
  caption: string;
  status: NodeStatus;
  /** How often it was entered. */
  visits: number;
  /** Milliseconds spent in the state over all visits, where it was left. */
  durationMs?: number;
  /** How often its work was tried, over all visits. */
  attempts: number;
  /** The last error of its work. */
  error?: string;
  edges: GraphEdge[];
  /** The graphs inside a Parallel or Map state. */
  inner: Graph[];
}

/** A way from a state to another one. */
export interface GraphEdge {
  to: string;
  /** What leads there: empty for `Next`, `default`, a condition, or the errors that are caught. */
  label: string;
  taken: boolean;
  /** How often the execution took it. */
  times: number;
}

/** The states of a definition in the order in which they are reached, depth first along `Next`. */
export interface Graph {
  startAt: string;
  nodes: GraphNode[];
}

/**
 * Colours a definition's graph with the visits of an execution; without visits every state is `notReached`. `isShown`
 * leaves out visits, such as those of other iterations than one.
 */
export function graphOf(
  definition: Definition,
  visits: StateVisit[] = [],
  isShown: (visit: StateVisit) => boolean = () => true,
): Graph {
  return colour(definition, tracesOf(visits, isShown));
}

/** What an execution left behind. */
interface Traces {
  /** The visits to each state, by its name. */
  visits: Map<string, StateVisit[]>;
  /** How often it went from one state to another, by `wayOf`. */
  ways: Map<string, number>;
}

const wayOf = (from: string, to: string, caught: boolean) => JSON.stringify([from, to, caught]);

function tracesOf(all: StateVisit[], isShown: (visit: StateVisit) => boolean): Traces {
  const traces: Traces = { visits: new Map(), ways: new Map() };
  for (const visit of all) {
    if (!isShown(visit)) continue;
    const earlier = traces.visits.get(visit.name);
    if (visit.from !== undefined) {
      const before =
        visit.previous === undefined ? traces.visits.get(visit.from)?.at(-1) : all[visit.previous];
      const way = wayOf(visit.from, visit.name, before?.status === "caught");
      traces.ways.set(way, (traces.ways.get(way) ?? 0) + 1);
    }
    if (earlier) earlier.push(visit);
    else traces.visits.set(visit.name, [visit]);
  }
  return traces;
}

function colour(definition: Definition, traces: Traces): Graph {
  const nodes: GraphNode[] = [];
  const seen = new Set<string>();
  const add = (name: string) => {
    const state = definition.States[name];
    if (!state || seen.has(name)) return;
    seen.add(name);
    nodes.push(nodeOf(name, state, traces));
    for (const { to } of transitions(state)) add(to);
  };
  if (definition.States) add(definition.StartAt); // a learner may not have written any yet
  return { startAt: definition.StartAt, nodes };
}

function nodeOf(name: string, state: State, traces: Traces): GraphNode {
  const own = traces.visits.get(name) ?? [];
  const durations = own.flatMap(visit =>
    visit.exitedAt ? [visit.exitedAt.getTime() - visit.enteredAt.getTime()] : [],
  );
  const error = own.findLast(visit => visit.error)?.error?.error;
  return {
    name,
    type: state.Type,
    caption: captionOf(state),
    status: statusOf(own),
    visits: own.length,
    ...(durations.length > 0 && { durationMs: durations.reduce((sum, duration) => sum + duration, 0) }),
    attempts: own.reduce((sum, visit) => sum + visit.attempts, 0),
    ...(error && { error }),
    edges: transitions(state).map(({ to, label }) => {
      const catches = label !== "" && (state.Catch ?? []).some(({ Next }) => Next === to);
      const times = traces.ways.get(wayOf(name, to, catches)) ?? 0;
      return { to, label, taken: times > 0, times };
    }),
    inner: innerDefinitions(state).map(inner => colour(inner, traces)),
  };
}

/** Where iterations run side by side, the first of these that one of them came to says what to look at. */
const byUrgency = ["failed", "running", "stopped", "caught", "succeeded"] as const;

/** What became of a state: of its last visit, or of the last one in each iteration. */
function statusOf(visits: StateVisit[]): NodeStatus {
  const last = new Map(visits.map(({ parent, iteration, status }) => [`${parent} ${iteration}`, status]));
  const statuses = new Set(last.values());
  return byUrgency.find(status => statuses.has(status)) ?? "notReached";
}
