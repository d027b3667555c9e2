import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { readJson } from "./json.ts";
import { belongsTo, linkEvents, stateTypeOf } from "./links.ts";

/** One visit to a state: from the event that enters it to the one that leaves it. */
export interface StateVisit {
  /** The state's name. */
  name: string;
  /** The state's type, for example `Task`. */
  type: string;
  /** The state that led here; absent for the first one of the execution, of a branch or of an iteration. */
  from?: string;
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

/** What else the walk through the events knows of a visit. */
interface Walk {
  visit: StateVisit;
  /** The event that entered the state. */
  entered: HistoryEvent;
  /** Whether the last attempt at the state's work failed. */
  failed: boolean;
  /** The Parallel or Map state that this one runs in. */
  parent: Walk | undefined;
}

/**
 * The visits to states that an execution's history tells of, in the order in which they were entered, the states inside
 * Parallel branches and Map iterations among them.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function stateVisits(events: HistoryEvent[]): StateVisit[] {
  const all: Walk[] = [];
  const open = new Set<Walk>();
  const walkOf = new Map<number, Walk>();

  for (const event of linkEvents(events)) {
    const previous = walkOf.get(event.previousEventId ?? 0);
    const walk = event.stateEnteredEventDetails ? enter(event, previous, open) : findWalk(event, previous);
    if (walk) walkOf.set(event.id ?? 0, walk);

    if (/^Execution(Failed|Aborted|TimedOut)$/.test(event.type ?? ""))
      closeAll(open, event.type === "ExecutionFailed");
    else if (event.stateEnteredEventDetails && walk) all.push(walk);
    else if (event.stateExitedEventDetails && walk) exit(event, walk, open);
    else if (walk) recordWork(event, walk, open);
  }
  return all.map(({ visit }) => visit);
}

function enter(event: HistoryEvent, previous: Walk | undefined, open: Set<Walk>): Walk {
  // An event follows either the exit of the state before it, or the start of the state around it.
  const parent = previous && open.has(previous) ? previous : previous?.parent;
  const visit: StateVisit = {
    name: event.stateEnteredEventDetails?.name ?? "",
    type: stateTypeOf(event),
    enteredAt: event.timestamp ?? new Date(Number.NaN),
    input: readJson(event.stateEnteredEventDetails?.input),
    attempts: 0,
    status: "running",
    ...(previous && !open.has(previous) && { from: previous.visit.name }),
  };
  const walk = { visit, entered: event, failed: false, parent };
  open.add(walk);
  return walk;
}

/** The visit that an event belongs to: the one that its chain of events leads to, or one around that. */
function findWalk(event: HistoryEvent, previous: Walk | undefined): Walk | undefined {
  // Where one Parallel or Map state fails another around it, both log the same event, one after the other.
  const isOfOuter = (walk: Walk) => walk.failed && /^(Parallel|Map)StateFailed$/.test(event.type ?? "");
  let walk = previous;
  while (walk && (!belongsTo(event, walk.entered) || isOfOuter(walk))) walk = walk.parent;
  return walk;
}

function recordWork(event: HistoryEvent, walk: Walk, open: Set<Walk>): void {
  const type = event.type ?? "";
  if (/^(Task|LambdaFunction|Activity)Scheduled$|^(Parallel|Map)StateStarted$/.test(type)) {
    walk.visit.attempts += 1;
    walk.failed = false;
  }
  if (/(Failed|TimedOut)$/.test(type) && !type.startsWith("MapIteration")) {
    // For example `taskSubmitFailedEventDetails` of the event TaskSubmitFailed.
    const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails` as "taskFailedEventDetails";
    const details = event[key];
    walk.failed = true;
    if (details) walk.visit.error = { error: details.error ?? "", cause: details.cause ?? "" };
    closeInside(walk, open);
  }
}

function exit(event: HistoryEvent, walk: Walk, open: Set<Walk>): void {
  open.delete(walk);
  closeInside(walk, open);
  if (event.timestamp) walk.visit.exitedAt = event.timestamp;
  walk.visit.output = readJson(event.stateExitedEventDetails?.output);
  walk.visit.status = walk.failed ? "caught" : "succeeded";
}

/** What still runs inside a Parallel or Map state when that one ends, ends with it. */
function closeInside(outer: Walk, open: Set<Walk>): void {
  for (const walk of open) {
    if (walk.parent !== outer) continue;
    open.delete(walk);
    closeInside(walk, open);
    walk.visit.status = hasFailed(walk) ? "failed" : "stopped";
  }
}

/**
 * When the execution ends, the state that it failed in has failed, with all that it runs in; the others are stopped.
 */
function closeAll(open: Set<Walk>, executionFailed: boolean): void {
  const culprit = [...open].findLast(hasFailed) ?? [...open].at(-1);
  const failed = new Set<Walk>();
  for (let walk = executionFailed ? culprit : undefined; walk; walk = walk.parent) failed.add(walk);
  for (const walk of open) walk.visit.status = failed.has(walk) ? "failed" : "stopped";
  open.clear();
}

const hasFailed = ({ failed, visit }: Walk) => failed || visit.type === "Fail";
