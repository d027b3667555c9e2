import { readJson } from "../../../execution/json.ts";
import type { EventJson } from "../../messages.ts";

/** What a state started, by the events of a visit to it: executions, and Map runs of a Distributed Map state. */
export function startedBy(events: EventJson[]): { executions: string[]; mapRuns: string[] } {
  const executions = new Set<string>();
  const mapRuns = new Set<string>();
  for (const { taskSubmittedEventDetails, taskSucceededEventDetails, mapRunStartedEventDetails } of events) {
    const answer = taskSubmittedEventDetails ?? taskSucceededEventDetails;
    const told = answer?.resourceType === "states" ? readJson(answer.output) : undefined;
    const { ExecutionArn } = (told ?? {}) as { ExecutionArn?: string };
    if (ExecutionArn) executions.add(ExecutionArn);
    if (mapRunStartedEventDetails?.mapRunArn) mapRuns.add(mapRunStartedEventDetails.mapRunArn);
  }
  return { executions: [...executions], mapRuns: [...mapRuns] };
}
