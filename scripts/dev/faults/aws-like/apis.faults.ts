import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deployStep } from "../../../run/deploy-step.ts";
import { silentDisplay } from "../../../run/display.ts";
import { verifyStep } from "../../../run/verify-step.ts";
import { executionArn } from "../../../shared/arn.ts";
import { chooseSteps, findSteps, type Step } from "../../../shared/steps.ts";
import { planStacks } from "../../../stack/plan.ts";
import { identify, localTarget, readLagMs } from "../../../targets/index.ts";
import { apiKeyValue, askUntil, type Call, inShort, restApi, untilOpen } from "../../../verify/rest-api.ts";
import { copyStarts } from "../../testing/copy-starts.ts";
import { ownEmulator } from "../../testing/emulator.ts";
import { startAwsLike } from "./aws-like.ts";

const test = suite("like AWS: REST APIs");

const emulator = await ownEmulator();
const aws = await startAwsLike(emulator.endpoint, "2026");
const target = { ...localTarget(aws.endpoint), lagMs: 60_000, settleMs: readLagMs };
const identity = await identify(target);

const [step] = chooseSteps(await findSteps(), ["02"]).steps as [Step];
const stack = await deployStep(
  { target, identity, learner: "ada" },
  await planStacks(step, "ada"),
  silentDisplay,
);
const output = (name: string) =>
  stack.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? "";
const call = restApi(
  target.restApiUrl(output("ApiId"), output("ApiStage")),
  await apiKeyValue(target, output("ApiKeyId")),
);

const status = (arn: string) => call("POST /action/status", { body: { executionArn: arn } });
const unknown = executionArn(output("StateMachineArn"), "unknown");

test("a new one is not found, does not know its key, can't assume its role: untilOpen waits for all of that", async () => {
  const answers = new Set<string>();
  const watched: Call = async (endpoint, request) => {
    const answer = call(endpoint, request);
    answers.add(await answer.then(inShort, () => "nothing answers"));
    return await answer;
  };
  await untilOpen(watched, { endpoint: "POST /action/status", body: { executionArn: unknown } }, target);
  const open = `400: Execution Does Not Exist: '${unknown}'`;
  assert.equal([...answers].sort(), [
    open,
    "403: Forbidden",
    "500: Internal server error",
    "nothing answers",
  ]);
  const later = await Promise.all(Array.from({ length: 6 }, () => status(unknown)));
  assert.equal(
    later.map(answer => inShort(answer)),
    Array(6).fill(open),
  );
});

test("what a learner begins with is judged, too, and not taken for a network that is gone", async () => {
  const { starts, remove } = await copyStarts([step]);
  const [start] = starts as [Step];
  const place = { target, identity, learner: "lea" };
  const plan = await planStacks(start, place.learner).finally(remove);
  await deployStep(place, plan, silentDisplay);
  const { report } = await verifyStep(place, step, plan, {}, silentDisplay);
  const passed = report.checks.filter(({ passed }) => passed).map(({ name }) => name);
  assert.ok(passed.includes("The state machine may only invoke the function"), passed.join("\n"));
});

test("it does not know of a new execution, and then not of its end: askUntil does", async () => {
  const { executionArn } = (await call("POST /action/start", { body: {} })).body;
  const stop = () => call("POST /action/stop", { body: { executionArn } });
  const ask = () => status(executionArn);
  assert.match(inShort(await ask()), /^400: Execution Does Not Exist/);
  assert.is((await askUntil(ask, ({ status }) => status === 200, target)).body.status, "RUNNING");
  await stop();
  assert.is((await ask()).body.status, "RUNNING");
  assert.is((await askUntil(ask, ({ body }) => body.status === "ABORTED", target)).body.status, "ABORTED");
});

test.after(async () => {
  aws.stop();
  await emulator.stop();
});

test.run();
