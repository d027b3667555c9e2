import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { linkEvents } from "./links.ts";

const test = suite("links");

const timestamp = new Date(0);

/** Events of these types, numbered from 1; the name is that of the state they enter or leave. */
const historyOf = (...types: [HistoryEvent["type"], name?: string][]): HistoryEvent[] =>
  types.map(([type, name], index) => ({
    id: index + 1,
    timestamp,
    type,
    ...(type?.endsWith("Entered") && { stateEnteredEventDetails: { name } }),
    ...(type?.endsWith("Exited") && { stateExitedEventDetails: { name } }),
  }));

const links = (events: HistoryEvent[]) => linkEvents(events).map(({ previousEventId }) => previousEventId);

test("events that are linked stay as they are", () => {
  const events = historyOf(["ExecutionStarted"], ["PassStateEntered", "A"], ["PassStateExited", "A"]).map(
    (event, index) => ({ ...event, previousEventId: index }),
  );
  assert.is(linkEvents(events), events);
});

test("a state follows the one that was left last, its work and its exit follow it", () => {
  const events = historyOf(
    ["ExecutionStarted"],
    ["PassStateEntered", "A"],
    ["PassStateExited", "A"],
    ["TaskStateEntered", "B"],
    ["TaskScheduled"],
    ["TaskSucceeded"],
    ["TaskStateExited", "B"],
    ["ExecutionSucceeded"],
  );
  assert.equal(links(events), [0, 0, 2, 3, 4, 4, 4, 0]);
});

test("of two open states of one name, the newest is left first", () => {
  const events = historyOf(
    ["ExecutionStarted"],
    ["MapStateEntered", "Each"],
    ["MapStateStarted"],
    ["WaitStateEntered", "Rest"],
    ["WaitStateEntered", "Rest"],
    ["WaitStateExited", "Rest"],
    ["WaitStateExited", "Rest"],
    ["MapStateExited", "Each"],
  );
  assert.equal(links(events), [0, 0, 2, 0, 0, 5, 4, 2]);
});

test.run();
