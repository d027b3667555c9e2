import { useEffect, useState } from "preact/hooks";
import type { ExecutionModel, Shown } from "./execution-model.ts";

/** What a person looks at in an execution: in the graph, the timeline and the list of events it is the same. */
export interface Chosen {
  /** The name of a state; undefined for the execution as a whole. */
  state: string | undefined;
  /** One visit to it; undefined where it was not reached. */
  visit: number | undefined;
  event: number | undefined;
  /** Which iterations of Map states are shown; of the others, all. */
  shown: Shown;
  chooseState(name: string | undefined): void;
  chooseVisit(visit: number): void;
  chooseEvent(event: number): void;
  /** Shows one iteration of a Map state, by the visit to it; all of them without an index. */
  show(map: number, iteration: number | undefined): void;
}

interface Choice {
  state: string | undefined;
  visit: number | undefined;
  event: number | undefined;
  shown: Shown;
  /** Whether a person has chosen, so that nothing is chosen for them. */
  isOwn: boolean;
}

const nothing: Choice = {
  state: undefined,
  visit: undefined,
  event: undefined,
  shown: new Map(),
  isOwn: false,
};

/**
 * What is chosen in an execution. What a person should see first, where it failed or where it waits for an answer, is
 * chosen for them, unless they have chosen before.
 */
export function useChosen(model: ExecutionModel | undefined): Chosen {
  const [choice, setChoice] = useState(nothing);
  const topic = model?.topic;
  useEffect(() => setChoice(nothing), [topic]);

  const first = model?.isAll && !choice.isOwn ? (culpritOf(model) ?? model.asking()) : undefined;
  useEffect(() => {
    if (model && first !== undefined && !choice.isOwn)
      setChoice({ ...at(model, first, choice.shown), isOwn: false });
  }, [first, topic]);

  return {
    ...choice,
    chooseState(name) {
      const visit = name === undefined || !model ? undefined : lastVisit(model, name, choice.shown);
      setChoice({ ...choice, state: name, visit, event: undefined, isOwn: true });
    },
    chooseVisit(visit) {
      if (model) setChoice({ ...at(model, visit, choice.shown), isOwn: true });
    },
    chooseEvent(event) {
      const visit = model?.visitOf(event);
      if (model && visit !== undefined) setChoice({ ...at(model, visit, choice.shown), event, isOwn: true });
      else setChoice({ ...choice, state: undefined, visit: undefined, event, isOwn: true });
    },
    show(map, iteration) {
      const shown = new Map(choice.shown);
      if (iteration === undefined) shown.delete(map);
      else shown.set(map, iteration);
      setChoice({ ...choice, shown, isOwn: true });
    },
  };
}

/** The choice of a visit; where it is in an iteration that is not shown, that one is shown from now on. */
function at(model: ExecutionModel, visit: number, before: Shown): Omit<Choice, "isOwn"> {
  const shown = new Map(before);
  for (let inner = model.visits[visit]; inner?.parent !== undefined; inner = model.visits[inner.parent])
    if (inner.iteration !== undefined && shown.has(inner.parent)) shown.set(inner.parent, inner.iteration);
  return { state: model.visits[visit]?.name, visit, event: undefined, shown };
}

/** The visit to a state that a person wants to see most: one that failed, or the last one. */
function lastVisit(model: ExecutionModel, name: string, shown: Shown): number | undefined {
  let last: number | undefined;
  for (const [index, visit] of model.visits.entries()) {
    if (visit.name !== name || !model.isShown(visit, shown)) continue;
    if (last === undefined || model.visits[last]?.status !== "failed" || visit.status === "failed")
      last = index;
  }
  return last;
}

/** Where the execution failed. */
function culpritOf(model: ExecutionModel): number | undefined {
  const state = model.failure()?.state;
  if (state === undefined) return undefined;
  const index = model.visits.findLastIndex(({ name, status }) => name === state && status !== "succeeded");
  return index < 0 ? undefined : index;
}
