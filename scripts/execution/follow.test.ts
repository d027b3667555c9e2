import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
  type StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { followExecution, readHistory, stopExecution } from "./follow.ts";

const test = suite("follow");

const arn = "arn:aws:states:us-east-1:123456789012:execution:m:e";

/** What a look at an execution shows: its status, and how many events its history has by then. */
interface Look {
  status: string;
  events: number;
}

/** The events of an execution of `count` events that walks through Pass states. */
const historyOf = (count: number): HistoryEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    previousEventId: index,
    timestamp: new Date(index),
    ...(index === count - 1
      ? { type: "ExecutionSucceeded" as const }
      : index % 2 === 0
        ? { type: "PassStateEntered" as const, stateEnteredEventDetails: { name: `S${index / 2}` } }
        : { type: "PassStateExited" as const, stateExitedEventDetails: { name: `S${(index - 1) / 2}` } }),
  }));

/** A Step Functions client that shows one look after the other, then the last one for ever, in pages as AWS does. */
function fakeClient(looks: Look[], events: HistoryEvent[]) {
  let look: Look = looks[0] as Look;
  let next = 0;
  let pages = 0;
  const send = async (command: unknown) => {
    if (command instanceof DescribeExecutionCommand) {
      look = looks[next++] ?? look;
      const output = look.status === "SUCCEEDED" ? { output: '{"a":1}', stopDate: new Date(9) } : {};
      return {
        name: "e",
        stateMachineArn: "m",
        status: look.status,
        startDate: new Date(0),
        input: "{}",
        ...output,
      };
    }
    if (command instanceof GetExecutionHistoryCommand) {
      pages += 1;
      const { maxResults = 100, nextToken = "0", reverseOrder } = command.input;
      const known = events.slice(0, look.events);
      if (reverseOrder) known.reverse();
      const from = Number(nextToken);
      const more = from + maxResults < known.length;
      return {
        events: known.slice(from, from + maxResults),
        ...(more && { nextToken: String(from + maxResults) }),
      };
    }
    throw new Error(`not asked for: ${command}`);
  };
  return { sfn: { send } as unknown as SFNClient, looks: () => next, pages: () => pages };
}

test("an execution is followed to its end, telling each change once", async () => {
  const { sfn } = fakeClient(
    [
      { status: "RUNNING", events: 1 },
      { status: "RUNNING", events: 1 },
      { status: "RUNNING", events: 3 },
      { status: "SUCCEEDED", events: 5 },
    ],
    historyOf(5),
  );
  const told: string[][] = [];
  const execution = await followExecution(sfn, arn, {
    pollMs: 1,
    limitMs: 1000,
    onChange: visits => told.push(visits.map(({ name, status }) => `${name} ${status}`)),
  });
  assert.equal(told, [["S0 running"], ["S0 succeeded", "S1 running"], ["S0 succeeded", "S1 succeeded"]]);
  const { events, visits, ...rest } = execution;
  assert.equal(rest, {
    arn,
    name: "e",
    stateMachineArn: "m",
    status: "SUCCEEDED",
    startDate: new Date(0),
    stopDate: new Date(9),
    input: {},
    output: { a: 1 },
  });
  assert.equal([events.length, visits.length], [5, 2]);
});

test("a history that lags behind the status is waited for", async () => {
  const { sfn, looks } = fakeClient(
    [
      { status: "SUCCEEDED", events: 2 },
      { status: "SUCCEEDED", events: 4 },
      { status: "SUCCEEDED", events: 5 },
    ],
    historyOf(5),
  );
  // The limit is for executions that run: this one is closed.
  const execution = await followExecution(sfn, arn, { pollMs: 1, limitMs: 0 });
  assert.equal([execution.events.length, looks()], [5, 3]);
});

test("one that still runs after the limit is returned as it is", async () => {
  const { sfn } = fakeClient([{ status: "RUNNING", events: 1 }], historyOf(3));
  const execution = await followExecution(sfn, arn, { pollMs: 1, limitMs: 20 });
  assert.equal([execution.status, execution.stopDate, execution.output], ["RUNNING", undefined, undefined]);
  assert.is(execution.visits[0]?.status, "running");
});

/** Follows an execution with a long history. Returns how many pages, of 200 events each, were read for that. */
async function pagesOfLong(onChange?: () => void): Promise<number> {
  const { sfn, pages } = fakeClient(
    [
      { status: "RUNNING", events: 1050 },
      { status: "RUNNING", events: 1060 },
      { status: "SUCCEEDED", events: 2501 },
    ],
    historyOf(2501),
  );
  const options = { pollMs: 1, limitMs: 1000, ...(onChange && { onChange }) };
  const { events } = await followExecution(sfn, arn, options);
  assert.equal(
    events.map(({ id }) => id),
    Array.from({ length: 2501 }, (_, index) => index + 1),
  );
  return pages();
}

test("long histories are read whole, in order, and only what is new is read again", async () => {
  assert.is(await pagesOfLong(() => {}), 6 + 1 + 8);
});

test("where nobody looks at what happens on the way, the history is read at the end only", async () => {
  assert.is(await pagesOfLong(), 13);
});

for (const count of [7, 1000, 1001, 2500, 25_000]) {
  test(`a history of ${count} events is read whole, in order, each event once`, async () => {
    const { sfn } = fakeClient([{ status: "SUCCEEDED", events: count }], historyOf(count));
    await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
    const told: HistoryEvent[] = [];
    await readHistory(sfn, arn, events => told.push(...events));
    assert.equal(
      told.map(({ id }) => id),
      Array.from({ length: count }, (_, index) => index + 1),
    );
  });
}

test("stopping one that is closed or gone is not an error; another refusal is", async () => {
  const refusing = (name: string) =>
    ({ send: async () => Promise.reject(Object.assign(new Error(name), { name })) }) as unknown as SFNClient;
  await stopExecution(refusing("ExecutionDoesNotExist"), arn, "why");
  await stopExecution(refusing("ValidationException"), arn, "why");
  const error = await stopExecution(refusing("AccessDeniedException"), arn, "why").then(
    () => undefined,
    error => error,
  );
  assert.is(error?.name, "AccessDeniedException");
});

test("an execution is stopped with a reason", async () => {
  const sent: unknown[] = [];
  const sfn = { send: async (command: StopExecutionCommand) => void sent.push(command.input) };
  await stopExecution(sfn as unknown as SFNClient, arn, "It ran for over 90 s.");
  assert.equal(sent, [{ executionArn: arn, error: "Workshop.Stopped", cause: "It ran for over 90 s." }]);
});

test.run();
