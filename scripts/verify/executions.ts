import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Execution } from "../execution/follow.ts";
import { readJson } from "../execution/json.ts";
import { linkEvents } from "../execution/links.ts";
import { Missing } from "./lesson.ts";

/** The names of the states that an execution entered, in order. */
export function pathOf(execution: Execution): string[] {
  return execution.visits.map(({ name }) => name);
}

/**
 * A field of an execution, by its path: `output.tweet.id`.
 * Throws a Missing error that names the first part of the path which is not there.
 */
export function fieldOf(execution: Execution, path: string): unknown {
  let value: unknown = execution;
  const parts = path.split(".");
  for (const [index, part] of parts.entries()) {
    value = (value as Record<string, unknown> | null | undefined)?.[part];
    if (value !== undefined) continue;
    const found = JSON.stringify(execution[parts[0] as keyof Execution]) ?? "missing";
    throw new Missing(`${parts.slice(0, index + 1).join(".")} is missing; the ${parts[0]} is ${found}`);
  }
  return value;
}

/** The seconds that an execution spent in a state, at its last visit. Throws a Missing error where it was not there. */
export function secondsIn(execution: Execution, state: string): number {
  const visit = execution.visits.findLast(({ name }) => name === state);
  if (!visit?.exitedAt) throw new Missing(`The execution did not pass through the state "${state}".`);
  return (visit.exitedAt.getTime() - visit.enteredAt.getTime()) / 1000;
}

/**
 * What a task answered at its first visit, before the state's own fields made something of it. Throws a Missing error where
 * the execution has no such task, or the task no answer.
 */
export function answerOf({ events }: Execution, state: string): unknown {
  const entered = events.findIndex(event => event.stateEnteredEventDetails?.name === state);
  if (entered < 0) throw new Missing(`The execution did not enter the state "${state}".`);
  const rest = events.slice(entered);
  const left = rest.findIndex(event => event.stateExitedEventDetails?.name === state);
  for (const event of left < 0 ? rest : rest.slice(0, left)) {
    // A function named by its ARN has events of its own; one behind a service integration has those of a task.
    const answer = event.lambdaFunctionSucceededEventDetails ?? event.taskSucceededEventDetails;
    if (answer) return readJson(answer.output);
  }
  throw new Missing(`The state "${state}" calls nothing, or nothing that answered.`);
}

/**
 * What a task asked for the first time, with everything filled in: the parameters of a service's action, or the input of a
 * function. Undefined where the target does not tell; AWS does.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskScheduledEventDetails.html
 * Throws a Missing error where the execution has no such task.
 */
export function askedBy({ events }: Execution, state: string): Record<string, unknown> | undefined {
  const linked = linkEvents(events);
  const entered = linked.find(({ stateEnteredEventDetails: visit }) => visit?.name === state);
  if (!entered) throw new Missing(`The execution did not enter the state "${state}".`);
  const scheduled = linked.find(
    ({ type, previousEventId }) =>
      previousEventId === entered.id && /^(Task|LambdaFunction)Scheduled$/.test(type ?? ""),
  );
  if (!scheduled) throw new Missing(`The state "${state}" calls nothing.`);
  const { taskScheduledEventDetails: task, lambdaFunctionScheduledEventDetails: call } = scheduled;
  return readJson(task?.parameters ?? call?.input) as Record<string, unknown> | undefined;
}

/** How often a state's work was tried, at all of its visits. Throws a Missing error where the execution was not there. */
export function attemptsIn(execution: Execution, state: string): number {
  const visits = execution.visits.filter(({ name }) => name === state);
  if (visits.length === 0) throw new Missing(`The execution did not enter the state "${state}".`);
  return visits.reduce((sum, { attempts }) => sum + attempts, 0);
}

/**
 * How long, in whole seconds, a task of a Lambda function paused before each further try; clocks may show a bit less.
 */
export function pausesBetweenTries({ events }: Execution, state: string): number[] {
  const entered = events.findIndex(
    ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state,
  );
  // A function named by its ARN has events of its own; one behind a service integration has those of a task.
  const times = (what: "Scheduled" | "Failed") =>
    events
      .slice(entered)
      .filter(({ type }) => type === `LambdaFunction${what}` || type === `Task${what}`)
      .map(({ timestamp }) => timestamp?.getTime() ?? Number.NaN);
  const failures = times("Failed");
  return times("Scheduled")
    .slice(1)
    .map((scheduled, index) => Math.floor((scheduled - (failures[index] ?? Number.NaN)) / 1000 + 0.1));
}

/**
 * Whether a state waited for another one, by the links of the history: whether a chain of events leads from the other's
 * exit to its entry. Branches of a Parallel state do not wait for each other, in whichever order AWS gets to them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
 * Throws a Missing error for a state that was not entered.
 */
export function waitedFor({ events }: Execution, state: string, other: string): boolean {
  const linked = new Map(linkEvents(events).map(event => [event.id, event]));
  let event = [...linked.values()].find(one => one.stateEnteredEventDetails?.name === state);
  if (!event) throw new Missing(`The execution did not enter the state "${state}".`);
  for (; event; event = linked.get(event.previousEventId))
    if (event.stateExitedEventDetails?.name === other) return true;
  return false;
}

/** What an execution was stopped with; undefined for one that was not. */
export function abortOf({ events }: Execution): HistoryEvent["executionAbortedEventDetails"] {
  return events.findLast(({ type }) => type === "ExecutionAborted")?.executionAbortedEventDetails;
}

/** Where in an execution's history a state is entered and left. Throws a Missing error for a state that is not. */
export function spanOf({ events }: Execution, state: string): { entered: number; left: number } {
  const entered = events.find(event => event.stateEnteredEventDetails?.name === state)?.id;
  const left = events.find(event => event.stateExitedEventDetails?.name === state)?.id;
  if (entered === undefined) throw new Missing(`The execution did not enter the state "${state}".`);
  if (left === undefined) throw new Missing(`The execution did not get out of the state "${state}".`);
  return { entered, left };
}
