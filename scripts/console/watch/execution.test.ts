import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readHistory } from "../../dev/testing/histories.ts";
import type { Target } from "../../targets/index.ts";
import type { EventJson, Message } from "../messages.ts";
import { executionTopic } from "./execution.ts";

const test = suite("execution topic");

const arn = "arn:aws:states:us-east-1:123456789012:execution:machine:e";
const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:machine";
const definition = JSON.stringify({
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { MessageBody: { "token.$": "$$.Task.Token", "order.$": "$.order" } },
      End: true,
    },
  },
});

/** A target whose one execution has these events, as many of them as it is asked to show. */
function targetWith(events: HistoryEvent[]) {
  let shown = events.length;
  const calls: string[] = [];
  const send = async (command: unknown) => {
    if (command instanceof DescribeExecutionCommand) {
      calls.push("describe");
      const status = shown < events.length ? "RUNNING" : "SUCCEEDED";
      return {
        executionArn: arn,
        stateMachineArn,
        name: "e",
        status,
        startDate: new Date(0),
        input: '{"order":7}',
      };
    }
    if (command instanceof DescribeStateMachineForExecutionCommand) return { definition };
    if (!(command instanceof GetExecutionHistoryCommand)) throw new Error("not asked for");
    calls.push("history");
    const known = events.slice(0, shown);
    return { events: command.input.reverseOrder ? known.reverse() : known };
  };
  const target = { kind: "local", pollMs: 50, client: () => ({ send }) } as unknown as Target;
  return { target, calls, show: (count: number) => (shown = count) };
}

const eventsIn = (messages: Message[]): EventJson[] =>
  messages.flatMap(message => (message.kind === "events" ? message.events : []));

const history = readHistory("callback-answered");
const token = JSON.parse(history[2]?.taskScheduledEventDetails?.parameters ?? "{}").MessageBody.token;

test("an execution is told once, then what is new, and it ends with the execution", async () => {
  const { target, calls, show } = targetWith(history);
  const topic = executionTopic(target, arn);
  const look = async () => {
    const told: Message[] = [];
    return { next: await topic.look(message => told.push(message)), told };
  };
  show(3);
  const first = await look();
  assert.equal(
    first.told.map(({ kind }) => kind),
    ["execution", "events", "events"],
  );
  assert.equal(
    eventsIn(first.told).map(({ id }) => id),
    [1, 2, 3],
  );
  assert.is(first.next, 100);
  const second = await look();
  assert.equal(second.told, []);
  show(history.length);
  const third = await look();
  assert.equal(
    eventsIn(third.told).map(({ id }) => id),
    [4, 5, 6, 7, 8],
  );
  assert.is(third.next, undefined);
  assert.equal(calls.filter(call => call === "describe").length, 2);
});

test("somebody who comes later gets all, or what is new to them", async () => {
  const topic = executionTopic(targetWith(history).target, arn);
  await topic.look(() => {});
  assert.is(eventsIn(topic.known(0)).length, 8);
  assert.equal(
    eventsIn(topic.known(6)).map(({ id }) => id),
    [7, 8],
  );
  const [last] = topic.known(8).slice(-1);
  assert.equal(last?.kind === "events" && [last.events, last.isAll], [[], true]);
});

test("the token of a task is not told, only that it is there", async () => {
  const topic = executionTopic(targetWith(history).target, arn);
  const told: Message[] = [];
  await topic.look(message => told.push(message));
  assert.ok(token.length > 10);
  assert.not.match(JSON.stringify(told), token);
  const scheduled = eventsIn(told).find(({ type }) => type === "TaskScheduled");
  assert.is(scheduled?.hasToken, true);
  assert.match(scheduled?.taskScheduledEventDetails?.parameters ?? "", '"order":7');
});

test("long texts are cut, and said to be", async () => {
  const long = history.map(event =>
    event.stateExitedEventDetails
      ? {
          ...event,
          stateExitedEventDetails: { ...event.stateExitedEventDetails, output: "x".repeat(10_000) },
        }
      : event,
  );
  const topic = executionTopic(targetWith(long).target, arn);
  await topic.look(() => {});
  const events = eventsIn(topic.known(0));
  assert.equal(
    events.filter(({ isCut }) => isCut).map(({ type }) => type),
    ["TaskStateExited"],
  );
  assert.ok(JSON.stringify(events).length < 10_000);
});

test.run();
