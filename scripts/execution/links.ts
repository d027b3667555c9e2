import type { HistoryEvent } from "@aws-sdk/client-sfn";

/**
 * The events of a history, each with the one that it follows. AWS gives that as `previousEventId`; some engines don't.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function linkEvents(events: HistoryEvent[]): HistoryEvent[] {
  if (events.some(({ previousEventId }) => previousEventId)) return events;
  const link = openLinks();
  return events.map(event => ({ ...event, previousEventId: link(event) }));
}

/**
 * Begins to link the events of a history, which are to come one after the other; returns what tells the id of the event
 * that an event follows. Where an engine does not link them, a state follows the one that was left last, and any other
 * event follows the newest state that it can belong to. That is right wherever one state runs after another, and a guess
 * inside branches.
 */
export function openLinks(): (event: HistoryEvent) => number {
  /** The events that entered the states that have not been left. */
  const open: HistoryEvent[] = [];
  let lastExit = 0;
  let areLinked = false; // the first two events follow none, in any history
  return event => {
    areLinked ||= Boolean(event.previousEventId);
    if (areLinked) return event.previousEventId ?? 0;
    const state = open.findLast(entered => belongsTo(event, entered));
    const previous = event.stateEnteredEventDetails ? lastExit : (state?.id ?? 0);
    if (event.stateEnteredEventDetails) open.push(event);
    if (event.stateExitedEventDetails) {
      if (state) open.splice(open.indexOf(state), 1);
      lastExit = event.id ?? 0;
    }
    return previous;
  };
}

/** Whether an event can belong to a state, by the event that entered the state: as its exit or as part of its work. */
export function belongsTo(event: HistoryEvent, entered: HistoryEvent): boolean {
  const exited = event.stateExitedEventDetails;
  if (exited) return exited.name === entered.stateEnteredEventDetails?.name;
  if (event.type === "EvaluationFailed") return true; // of a JSONata expression, in any state
  const stateType = stateTypeOf(entered);
  const [work] = /^(Parallel|Map|Task|LambdaFunction|Activity)/.exec(event.type ?? "") ?? [];
  return work === "LambdaFunction" || work === "Activity" ? stateType === "Task" : work === stateType;
}

/** The type of a state, such as `Task`, by the event that entered it. */
export function stateTypeOf(entered: HistoryEvent): string {
  return (entered.type ?? "").replace("StateEntered", "");
}
