import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { allStates, type Definition, type State } from "../../execution/definition.ts";
import { readJson } from "../../execution/json.ts";
import { openWalk } from "../../execution/walk.ts";
import { uncoverToken } from "../act/token.ts";
import type { EventJson } from "../messages.ts";
import { eventJson } from "./event-json.ts";

/** How a resource ends whose task waits for a token. */
const waits = ".waitForTaskToken";

/**
 * Begins to turn the events of an execution into what anybody may see: no task token is among it. They are to come in
 * order. `most` is the longest text, in characters.
 */
export function openShownEvents(definition: string, most?: number): (fresh: HistoryEvent[]) => EventJson[] {
  const states = statesIn(definition);
  const longest = most === undefined ? {} : { most };
  if (![...states.values()].some(({ Resource }) => Resource?.endsWith(waits)))
    return fresh => fresh.map(event => eventJson(event, longest));
  const walk = openWalk();
  /** The token of the last try of a task, by the visit to its state: what comes back may have it again. */
  const tokens = new Map<number, string>();

  const show = (event: HistoryEvent): EventJson => {
    const visit = walk.visitOf(event.id ?? 0) ?? -1;
    const task = event.taskScheduledEventDetails;
    if (!task?.parameters || !task.resource?.endsWith(waits))
      return eventJson(event, { ...longest, secret: tokens.get(visit) ?? "" });
    const { token, shown } = uncoverToken(states.get(walk.visits[visit]?.name ?? ""), task.parameters);
    if (token) tokens.set(visit, token);
    const covered = { ...event, taskScheduledEventDetails: { ...task, parameters: shown } };
    return { ...eventJson(covered, longest), ...(token && { hasToken: true as const }) };
  };
  return fresh => {
    walk.add(fresh);
    return fresh.map(show);
  };
}

function statesIn(definition: string): Map<string, State> {
  const read = readJson(definition) as Definition | string | undefined;
  return typeof read === "object" && read.States ? allStates(read) : new Map();
}
