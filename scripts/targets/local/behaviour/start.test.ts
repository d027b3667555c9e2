import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator, until } from "./emulators.ts";

interface Context {
  local: TestEmulator;
  plain: TestEmulator;
  stop(): Promise<void>;
}
const test = suite<Context>("Executions begin as on AWS");
test.before(async context => void Object.assign(context, await startBoth()));
test.after(async context => context.stop?.());

const create = async ({ config }: TestEmulator, name: string, state: object) => {
  const sfn = new SFNClient(config);
  const definition = JSON.stringify({ StartAt: "Only", States: { Only: { ...state, End: true } } });
  const roleArn = "arn:aws:iam::000000000000:role/behaviour";
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));
  return { sfn, stateMachineArn };
};

/** The shortest of five times from the start of an execution to its first state, in milliseconds. */
async function shortestStart(emulator: TestEmulator): Promise<number> {
  const { sfn, stateMachineArn } = await create(emulator, "pass", { Type: "Pass" });
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    const [started, entered] = await until(async () => {
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      return events.length > 1 ? events : undefined;
    });
    times.push(Number(entered?.timestamp) - Number(started?.timestamp));
  }
  return Math.min(...times);
}

test("an execution enters its first state at once", async ({ local, plain }) => {
  const ours = await shortestStart(local);
  assert.ok(ours < 75, `entered after ${ours} ms`);
  const theirs = await shortestStart(plain);
  assert.ok(
    theirs >= 150,
    `MiniStack now begins after ${theirs} ms: that is no reason for run_execution any more.`,
  );
});

test("an execution that was just started is described as running since then", async ({ local }) => {
  const { sfn, stateMachineArn } = await create(local, "wait", { Type: "Wait", Seconds: 1 });
  const { executionArn, startDate } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: "1" }),
  );
  const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  assert.equal(
    [description.status, description.startDate, description.stopDate, description.input, description.output],
    ["RUNNING", startDate, undefined, "1", undefined],
  );
  const events = await until(async () => {
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    return events.length > 1 ? events : undefined;
  });
  assert.equal(
    events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`),
    ["1<0 ExecutionStarted", "2<0 WaitStateEntered"],
  );
});

test.run();
