import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { allStates, type Definition, type State } from "../../../execution/definition.ts";
import { type Graph, graphOf } from "../../../execution/graph.ts";
import { readJson } from "../../../execution/json.ts";
import type { Layout } from "../../../execution/layout.ts";
import { openWalk, type Visit } from "../../../execution/walk.ts";
import { type Failure, failureOf } from "../../../verify/failure.ts";
import type { EventJson, ExecutionState } from "../../messages.ts";

/** Which iterations of Map states are shown, by the places of the visits to those states. */
export type Shown = Map<number, number>;

/** An execution as the page knows it. It changes as messages come; `version` says that it has. */
export interface ExecutionModel {
  topic: string;
  version: number;
  /** Undefined until the first message. */
  info: ExecutionState | undefined;
  events: EventJson[];
  /** Whether all events of now are here. */
  isAll: boolean;
  visits: Visit[];
  states: Map<string, State>;
  layout: Layout | undefined;
  describe(info: ExecutionState): void;
  add(events: EventJson[], isAll: boolean): void;
  lastEvent(): number;
  /** The place of the visit that an event belongs to. */
  visitOf(event: number): number | undefined;
  /** The events of a visit. */
  eventsOf(visit: number): EventJson[];
  graph(shown: Shown): Graph | undefined;
  /** Whether a visit is among those that are shown: not in another iteration. */
  isShown(visit: Visit, shown: Shown): boolean;
  failure(): Failure | undefined;
  /** The place of a visit to a task that waits for an answer, which can be given here. */
  asking(): number | undefined;
}

/** An execution of which nothing is known yet. */
export function executionModel(topic: string): ExecutionModel {
  const walk = openWalk();
  let definition: Definition | undefined;

  const model: ExecutionModel = {
    topic,
    version: 0,
    info: undefined,
    events: [],
    isAll: false,
    visits: walk.visits,
    states: new Map(),
    layout: undefined,
    describe(info) {
      if (!model.info) {
        const read = readJson(info.definition) as Definition | string | undefined;
        definition = typeof read === "object" && read.States ? read : undefined;
        model.states = definition ? allStates(definition) : new Map();
        model.layout = info.layout;
      }
      model.info = info;
      model.version += 1;
    },
    add(events, isAll) {
      const last = model.lastEvent();
      const fresh = events.filter(({ id = 0 }) => id > last);
      model.events.push(...fresh);
      walk.add(fresh.map(dated));
      model.isAll = isAll || model.isAll;
      model.version += 1;
    },
    lastEvent: () => model.events.at(-1)?.id ?? 0,
    visitOf: walk.visitOf,
    eventsOf: visit => model.events.filter(({ id = 0 }) => walk.visitOf(id) === visit),
    graph: shown =>
      definition && graphOf(definition, walk.visits, visit => model.isShown(visit as Visit, shown)),
    isShown(visit, shown) {
      if (shown.size === 0 || visit.parent === undefined) return true;
      const wanted = shown.get(visit.parent);
      const parent = walk.visits[visit.parent];
      if (wanted !== undefined && visit.iteration !== wanted) return false;
      return !parent || model.isShown(parent, shown);
    },
    asking() {
      if (model.info?.status !== "RUNNING") return undefined;
      const isOpen = ({ id = 0, hasToken }: EventJson) =>
        hasToken && walk.visits[walk.visitOf(id) ?? -1]?.status === "running";
      return walk.visitOf(model.events.findLast(isOpen)?.id ?? 0);
    },
    failure() {
      const { info } = model;
      if (!info || info.status === "RUNNING" || info.status === "SUCCEEDED") return undefined;
      const { arn, name, machineArn, status, startedAt, error, cause } = info;
      return failureOf({
        arn,
        name,
        stateMachineArn: machineArn,
        status,
        startDate: new Date(startedAt),
        input: undefined,
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
        events: [],
        visits: walk.visits,
      });
    },
  };
  return model;
}

/** An event as the API tells it. */
function dated({ timestamp, isCut: _isCut, hasToken: _hasToken, ...event }: EventJson): HistoryEvent {
  return { ...event, timestamp: new Date(timestamp) };
}
