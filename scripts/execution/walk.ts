import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { readJson } from "./json.ts";
import { belongsTo, openLinks, stateTypeOf } from "./links.ts";

/** One visit to a state: from the event that enters it to the one that leaves it. */
export interface StateVisit {
  /** The state's name. */
  name: string;
  /** The state's type, for example `Task`. */
  type: string;
  /** The state that led here; absent for the first one of the execution, of a branch or of an iteration. */
  from?: string;
  /** The place among the visits of the one that led here. */
  previous?: number;
  /** The place among the visits of the one to the Parallel or Map state that this one runs in. */
  parent?: number;
  /** The index of the iteration that it runs in, inside an inline Map state. */
  iteration?: number;
  enteredAt: Date;
  /** Absent while the execution is in the state, or when it ended there. */
  exitedAt?: Date;
  input: unknown;
  output?: unknown;
  /** How often the state's work was tried: 0 for a state that does no work of its own, such as Wait. */
  attempts: number;
  /** The last error of the state's work, even if a Retry or a Catch dealt with it. */
  error?: { error: string; cause: string };
  /** What came of the visit: `caught` is a failure that a Catch took over; `stopped` ended with what it ran in. */
  status: "running" | "succeeded" | "caught" | "failed" | "stopped";
}

/** A visit to a state, with what a person may want to look into. */
export interface Visit extends StateVisit {
  /** The id of the event that entered the state. */
  event: number;
  /** Each try of its work, in order. */
  tries: Try[];
  /** What became of the iterations of an inline Map state, by their indexes. */
  iterations?: Iteration[];
}

/** One try of a state's work. */
export interface Try {
  startedAt: Date;
  /** Absent while it goes on, or when the execution ended meanwhile. */
  endedAt?: Date;
  error?: { error: string; cause: string };
}

export interface Iteration {
  status: "running" | "succeeded" | "failed" | "stopped";
  startedAt: Date;
  endedAt?: Date;
}

/** A walk along the events of a history, as far as they are known. */
export interface Walk {
  /** The visits so far, in the order in which states were entered. They change as the walk goes on. */
  visits: Visit[];
  /** Walks on along events that follow those before. */
  add(events: HistoryEvent[]): void;
  /** The place among the visits of the one that an event belongs to, by the event's id. */
  visitOf(event: number): number | undefined;
}

/** What the walk itself has to know of a visit. */
interface Step {
  visit: Visit;
  /** Its place among the visits. */
  index: number;
  /** The event that entered the state. */
  entered: HistoryEvent;
  /** Whether the last try of the state's work failed. */
  failed: boolean;
  /** The Parallel or Map state that this one runs in. */
  parent: Step | undefined;
}

/**
 * Begins a walk along a history: each event is looked at once, so that an execution can be followed at little cost.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function openWalk(): Walk {
  const visits: Visit[] = [];
  const link = openLinks();
  const open = new Set<Step>();
  const stepOf = new Map<number, Step>();
  /** The index of the iteration that an event starts. */
  const iterationOf = new Map<number, number>();

  function walk(event: HistoryEvent): void {
    const type = event.type ?? "";
    const previousId = link(event);
    const previous = stepOf.get(previousId);
    const step = event.stateEnteredEventDetails
      ? enter(event, previous, iterationOf.get(previousId))
      : (findUnbegun(event, open) ?? findStep(event, previous));
    if (step) stepOf.set(event.id ?? 0, step);

    if (/^Execution(Failed|Aborted|TimedOut)$/.test(type)) closeAll(open, type === "ExecutionFailed");
    else if (!step || event.stateEnteredEventDetails) return;
    else if (event.stateExitedEventDetails) exit(event, step, open);
    else if (type.startsWith("MapIteration")) recordIteration(event, step, iterationOf);
    else recordWork(event, step, open);
  }

  function enter(event: HistoryEvent, previous: Step | undefined, started: number | undefined): Step {
    // An event follows either the exit of the state before it, or the start of the state around it.
    const isFirst = previous !== undefined && open.has(previous);
    const parent = isFirst ? previous : previous?.parent;
    const iteration = isFirst ? started : previous?.visit.iteration;
    const visit: Visit = {
      name: event.stateEnteredEventDetails?.name ?? "",
      type: stateTypeOf(event),
      event: event.id ?? 0,
      enteredAt: event.timestamp ?? new Date(Number.NaN),
      input: readJson(event.stateEnteredEventDetails?.input),
      attempts: 0,
      tries: [],
      status: "running",
      ...(previous && !isFirst && { from: previous.visit.name, previous: previous.index }),
      ...(parent && { parent: parent.index }),
      ...(iteration !== undefined && { iteration }),
    };
    const step = { visit, index: visits.push(visit) - 1, entered: event, failed: false, parent };
    open.add(step);
    return step;
  }

  return {
    visits,
    add: events => events.forEach(walk),
    visitOf: event => stepOf.get(event)?.index,
  };
}

/**
 * The visit whose state has failed before it did anything, by a JSONata expression: of that, AWS's event follows the same
 * one as the state's own entry, not that entry.
 */
function findUnbegun(event: HistoryEvent, open: Set<Step>): Step | undefined {
  const failed = event.evaluationFailedEventDetails;
  if (!failed || event.previousEventId === undefined) return undefined;
  return [...open].find(
    ({ visit, entered }) => visit.name === failed.state && entered.previousEventId === event.previousEventId,
  );
}

/** The visit that an event belongs to: the one that its chain of events leads to, or one around that. */
function findStep(event: HistoryEvent, previous: Step | undefined): Step | undefined {
  // Where one Parallel or Map state fails another around it, both log the same event, one after the other.
  const isOfOuter = (step: Step) => step.failed && /^(Parallel|Map)StateFailed$/.test(event.type ?? "");
  let step = previous;
  while (step && (!belongsTo(event, step.entered) || isOfOuter(step))) step = step.parent;
  return step;
}

function recordWork(event: HistoryEvent, step: Step, open: Set<Step>): void {
  const { visit } = step;
  const type = event.type ?? "";
  const time = event.timestamp ?? new Date(Number.NaN);
  if (/^(Task|LambdaFunction|Activity)Scheduled$|^(Parallel|Map)StateStarted$/.test(type)) {
    visit.attempts = visit.tries.push({ startedAt: time });
    step.failed = false;
  }
  const last = visit.tries.at(-1);
  if (/(Failed|TimedOut)$/.test(type)) {
    // For example `taskSubmitFailedEventDetails` of the event TaskSubmitFailed.
    const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails` as "taskFailedEventDetails";
    const details = event[key];
    step.failed = true;
    if (details) visit.error = { error: details.error ?? "", cause: details.cause ?? "" };
    if (last) Object.assign(last, { endedAt: time, ...(details && { error: visit.error }) });
    closeInside(step, open);
  } else if (/^(Task|LambdaFunction|Activity|ParallelState|MapState)Succeeded$/.test(type) && last) {
    last.endedAt = time;
  }
}

function recordIteration(event: HistoryEvent, { visit }: Step, iterationOf: Map<number, number>): void {
  const [, what = ""] = /^MapIteration(.*)$/.exec(event.type ?? "") ?? [];
  // For example `mapIterationStartedEventDetails` of the event MapIterationStarted.
  const details = event[`mapIteration${what}EventDetails` as "mapIterationStartedEventDetails"];
  const time = event.timestamp ?? new Date(Number.NaN);
  const index = details?.index ?? 0;
  visit.iterations ??= [];
  if (what === "Started") {
    iterationOf.set(event.id ?? 0, index);
    visit.iterations[index] = { status: "running", startedAt: time };
    return;
  }
  const status = what === "Succeeded" ? "succeeded" : what === "Failed" ? "failed" : "stopped";
  const { startedAt = time } = visit.iterations[index] ?? {};
  visit.iterations[index] = { status, startedAt, endedAt: time };
}

function exit(event: HistoryEvent, step: Step, open: Set<Step>): void {
  open.delete(step);
  closeInside(step, open);
  if (event.timestamp) step.visit.exitedAt = event.timestamp;
  step.visit.output = readJson(event.stateExitedEventDetails?.output);
  step.visit.status = step.failed ? "caught" : "succeeded";
}

/** What still runs inside a Parallel or Map state when that one ends, ends with it. */
function closeInside(outer: Step, open: Set<Step>): void {
  if (!/^(Parallel|Map)$/.test(outer.visit.type)) return; // nothing runs inside the others
  for (const step of open) {
    if (step.parent !== outer) continue;
    open.delete(step);
    closeInside(step, open);
    close(step, hasFailed(step));
  }
  stopIterations(outer);
}

/**
 * When the execution ends, the state that it failed in has failed, with all that it runs in; the others are stopped.
 */
function closeAll(open: Set<Step>, executionFailed: boolean): void {
  const culprit = [...open].findLast(hasFailed) ?? [...open].at(-1);
  const failed = new Set<Step>();
  for (let step = executionFailed ? culprit : undefined; step; step = step.parent) failed.add(step);
  for (const step of open) {
    close(step, failed.has(step));
    stopIterations(step);
  }
  open.clear();
}

function close({ visit }: Step, failed: boolean): void {
  visit.status = failed ? "failed" : "stopped";
}

function stopIterations({ visit }: Step): void {
  for (const iteration of visit.iterations ?? [])
    if (iteration?.status === "running") iteration.status = "stopped";
}

const hasFailed = ({ failed, visit }: Step) => failed || visit.type === "Fail";
