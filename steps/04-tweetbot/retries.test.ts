import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startLive } from "../../scripts/dev/testing/live.ts";
import type { Execution } from "../../scripts/execution/follow.ts";
import { chooseStep, findSteps } from "../../scripts/shared/steps.ts";
import { definition, replace } from "../../scripts/verify/broken-variant.ts";
import { pathOf } from "../../scripts/verify/executions.ts";

// The retries, live, on TweetBots whose functions fail: twice and once, and for good.

const tweetbot = chooseStep(await findSteps(), "04");
const searchText = "AWS Step Functions";

/** Makes a handler throw this error in the first attempts of a state, of which the state machine tells it. */
function failing(name: string, times: number): (text: string) => string {
  return replace(
    "export async function handler",
    `export async function handler(input) {
       if (!(input.retryCount >= ${times})) throw Object.assign(new Error("Not now"), { name: "${name}" });
       return await work(input);
     }
     async function work`,
  );
}

const flakyMachine = definition(({ States: states }) => {
  states.Wait.Seconds = 1;
  const retryCount = { "retryCount.$": "$$.State.RetryCount" };
  const input = { "searchText.$": "$.searchText", "phoneNumber.$": "$.phoneNumber" };
  const { "Payload.$": _, ...parameters } = states["Find Tweet"].Parameters;
  states["Find Tweet"].Parameters = { ...parameters, Payload: { ...input, ...retryCount } };
  Object.assign(states["Generate Message"].Parameters.Payload, retryCount);
});

const live = await startLive();
const [flaky, broken] = await Promise.all([
  live.deployVariant(tweetbot, "flaky", {
    "tweetbot.asl.json": flakyMachine,
    "handlers/find-tweet.ts": failing("XApiUnavailable", 2),
    "handlers/generate-message.ts": failing("Lambda.TooManyRequestsException", 1),
  }),
  live.deployVariant(tweetbot, "broken", {
    "tweetbot.asl.json": definition(machine => (machine.States.Wait.Seconds = 1)),
    "handlers/generate-message.ts": failing("Lambda.ServiceException", Number.POSITIVE_INFINITY),
  }),
]);

const start = (stateMachineArn: string, phoneNumber: string) =>
  live.start(stateMachineArn, { searchText, phoneNumber });

// Side by side: they wait more than they work.
const phones = { recovers: "+15554440001", fails: "+15554440002" };
const [recovers, fails, phoneless] = await Promise.all([
  start(flaky, phones.recovers),
  start(broken, phones.fails),
  start(broken, "555"),
]);

const attempts = (execution: Execution) =>
  Object.fromEntries(execution.visits.map(visit => [visit.name, visit.attempts]));

const test = suite("retries");
test.after(() => live.stop());

test("a function that fails twice is tried a third time, and one message is sent", async () => {
  const execution = await live.end(recovers);
  assert.is(execution.status, "SUCCEEDED", execution.cause);
  assert.equal(attempts(execution), { "Find Tweet": 3, Wait: 0, "Generate Message": 2, Message: 1 });
  assert.is((await live.texts(phones.recovers)).length, 1);
});

test("after the last attempt the execution fails with the function's error, and nothing is sent", async () => {
  const execution = await live.end(fails);
  assert.equal([execution.status, execution.error], ["FAILED", "Lambda.ServiceException"]);
  assert.equal(attempts(execution), { "Find Tweet": 1, Wait: 0, "Generate Message": 4 });
  assert.equal(await live.texts(phones.fails), []);
});

test("what another attempt can't change is not tried again", async () => {
  const execution = await live.end(phoneless);
  assert.equal(pathOf(execution), ["Find Tweet", "Invalid Phone Number"]);
  assert.is(attempts(execution)["Find Tweet"], 1);
});

test.run();
