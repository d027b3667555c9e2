import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { openWalk, type StateVisit } from "./walk.ts";

export type { StateVisit } from "./walk.ts";

/**
 * The visits to states that an execution's history tells of, in the order in which they were entered, the states inside
 * Parallel branches and Map iterations among them.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function stateVisits(events: HistoryEvent[]): StateVisit[] {
  const walk = openWalk();
  walk.add(events);
  return walk.visits.map(({ event: _event, tries: _tries, iterations: _iterations, ...visit }) => visit);
}
