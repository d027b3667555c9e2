import type { ExecutionStatus, ListedExecution, Receiver } from "../../messages.ts";

/** An event that receivers are to hear of: an execution has got a status. */
export interface Occurrence {
  status: ExecutionStatus;
  execution: ListedExecution;
  /** When it happened, in milliseconds since 1970. */
  at: number;
}

/**
 * What is known of one event at one receiver. `taken`: it is not in the queue, where it may have been until somebody read it.
 * `unknown`: it happened before anybody looked.
 */
export type Arrival = "arrived" | "awaited" | "missing" | "taken" | "unknown";

/** So long events may take, in milliseconds: Firehose keeps them for a minute before it writes, and EventBridge takes its time. */
const patienceMs = 90_000;

const hasEnded = ({ status }: ListedExecution) => status !== "RUNNING" && status !== "PENDING_REDRIVE";

/** What happened to one execution: it was RUNNING, and may have ended. */
export function occurrencesOf(execution: ListedExecution): Occurrence[] {
  const { startedAt, stoppedAt = startedAt, status } = execution;
  const start: Occurrence = { status: "RUNNING", execution, at: startedAt };
  return hasEnded(execution) ? [start, { status, execution, at: stoppedAt }] : [start];
}

const order: ExecutionStatus[] = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];

/** For each status the newest execution that had it; executions come with the newest first. */
export function newestOfEach(executions: ListedExecution[]): Occurrence[] {
  const all = executions.flatMap(occurrencesOf);
  return order.flatMap(status => all.find(occurrence => occurrence.status === status) ?? []);
}

/** Whether an event has arrived at a receiver, whose arrivals are known since a time. */
export function arrivalOf(
  { heard, forgets, problem }: Receiver,
  { execution, status, at }: Occurrence,
  since: number,
  now: number,
): Arrival {
  if (Object.hasOwn(heard, execution.arn) && heard[execution.arn]?.includes(status)) return "arrived";
  if (problem === undefined && now - at < patienceMs) return "awaited";
  if (forgets) return "taken";
  return at < since ? "unknown" : "missing";
}
