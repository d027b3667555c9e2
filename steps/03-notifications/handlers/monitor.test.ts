import { suite } from "uvu";
import * as assert from "uvu/assert";
import { handler } from "./monitor.ts";

const test = suite("monitor");

const started = {
  executionArn: "arn:aws:states:eu-west-1:111122223333:execution:machine:name",
  stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:machine",
  name: "name",
  status: "RUNNING",
  startDate: 1_700_000_000_000,
  stopDate: null,
  input: '{"phoneNumber":"+15554446666"}',
  output: null,
  error: null,
  cause: null,
};

/** The lines that the handler logs for an event with this detail. */
async function logged(detail: Parameters<typeof handler>[0]["detail"]): Promise<string[]> {
  const lines: string[] = [];
  const { log } = console;
  console.log = line => lines.push(line);
  try {
    await handler({ detail });
  } finally {
    console.log = log;
  }
  return lines;
}

test("logs one line of JSON for an execution that runs", async () => {
  const lines = await logged(started);
  assert.is(lines.length, 1);
  assert.equal(JSON.parse(lines[0] as string), {
    executionArn: started.executionArn,
    status: "RUNNING",
    startDate: "2023-11-14T22:13:20.000Z",
  });
});

test("logs the duration and the error's name of one that ended, and nothing of its input, output or cause", async () => {
  const ended = {
    ...started,
    status: "FAILED",
    stopDate: started.startDate + 1500,
    output: '{"phoneNumber":"+15554446666"}',
    error: "FlakyError",
    cause: "No message to +15554446666",
  };
  const [line = ""] = await logged(ended);
  const { durationMs, error } = JSON.parse(line);
  assert.equal([durationMs, error], [1500, "FlakyError"]);
  assert.not.match(line, "5554446666");
});

test.run();
