import { setTimeout as sleep } from "node:timers/promises";
import { DescribeStateMachineCommand, GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startLive } from "../../scripts/dev/testing/live.ts";
import { destroyStep } from "../../scripts/run/destroy-step.ts";
import { silentDisplay } from "../../scripts/run/display.ts";
import { verifyStep } from "../../scripts/run/verify-step.ts";
import { UserError } from "../../scripts/shared/errors.ts";
import { chooseSteps, findSteps, type Step } from "../../scripts/shared/steps.ts";
import { destroyStack } from "../../scripts/stack/destroy.ts";
import { stackName } from "../../scripts/stack/name.ts";
import { planStacks } from "../../scripts/stack/plan.ts";
import { describeStack } from "../../scripts/stack/stack.ts";
import { pathOf } from "../../scripts/verify/executions.ts";

// Step 05 rolled onto the stack of step 04, live, while an execution runs there; and the ways back from it.

const [four, five] = chooseSteps(await findSteps(), ["04", "05"]).steps as [Step, Step];
const learner = "roller";
const input = { searchText: "AWS Step Functions", phoneNumber: "+15554440005" };

const live = await startLive();
const place = live.place(learner);
const fourPlan = await planStacks(four, learner);
const fivePlan = await planStacks(five, learner);
const ontoPlan = await planStacks(five, learner, { onto: four });
const before = await live.deploy(learner, fourPlan);
const created = await creationDate();
const running = await live.start(before, input);
await untilInWait(running);

const test = suite("onto");
test.after(() => live.stop());

test("the state machine stays the same one, and all checks of step 05 pass", async () => {
  assert.is(await live.deploy(learner, ontoPlan), before);
  assert.equal(await creationDate(), created);
  const { report } = await verifyStep(place, five, ontoPlan, {}, silentDisplay);
  assert.equal(
    report.checks.filter(({ passed }) => !passed),
    [],
  );
});

test("the execution that was running has ended as step 04's, undisturbed", async () => {
  const execution = await live.end(running);
  assert.is(execution.status, "SUCCEEDED", execution.cause);
  assert.equal(pathOf(execution), ["Find Tweet", "Wait", "Generate Message", "Message"]);
  assert.is((await live.texts(input.phoneNumber)).length, 1);
});

test("the stack's tags name the step that it now is", async () => {
  const stack = await describeStack(live.target, stackName(learner, four.name));
  assert.is(stack?.Tags?.find(({ Key }) => Key === "step")?.Value, five.name);
});

test("the data store can't be taken down from under it, and what is said says what to do", async () => {
  const store = stackName(learner, "tweet-data-store");
  const said = `since it is in use: take down ${stackName(learner, four.name)} first.`;
  const lines: string[] = [];
  await destroyStep(place, fivePlan, { ...silentDisplay, line: line => void lines.push(line) });
  assert.is(lines.at(-1), `Stack ${store} stays, ${said}`);
  const progress = { note: () => {}, event: () => {} };
  const error = await destroyStack(live.target, store, progress).catch(error => error);
  assert.instance(error, UserError);
  assert.is(error.message, `Stack ${store} can't be deleted, ${said}`);
  assert.is((await describeStack(live.target, store))?.StackStatus, "CREATE_COMPLETE");
});

test("step 04's destroy takes the TweetBot down, and step 05's then what is left", async () => {
  await destroyStep(place, fourPlan, silentDisplay);
  assert.is(await describeStack(live.target, stackName(learner, four.name)), undefined);
  await destroyStep(place, fivePlan, silentDisplay);
  assert.is(await describeStack(live.target, stackName(learner, "tweet-data-store")), undefined);
});

test("where nothing is left, there is nothing to take down", async () => {
  await destroyStep(place, fivePlan, silentDisplay);
});

test.run();

async function untilInWait(executionArn: string): Promise<void> {
  const client = live.target.client(SFNClient);
  for (;;) {
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    if (events.some(({ type }) => type === "WaitStateEntered")) return;
    if (events.some(({ type }) => type === "ExecutionFailed")) throw new Error("it did not get to Wait");
    await sleep(live.target.pollMs);
  }
}

async function creationDate(): Promise<Date | undefined> {
  const client = live.target.client(SFNClient);
  return (await client.send(new DescribeStateMachineCommand({ stateMachineArn: before }))).creationDate;
}
