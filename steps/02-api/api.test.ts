import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  GetStageCommand,
} from "@aws-sdk/client-api-gateway";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { breakStep } from "../../scripts/dev/testing/break-step.ts";
import { ownEmulator } from "../../scripts/dev/testing/emulator.ts";
import { outcomeJson } from "../../scripts/report/outcome.ts";
import { type Display, silentDisplay } from "../../scripts/run/display.ts";
import { verifyStep } from "../../scripts/run/verify-step.ts";
import { executionArn } from "../../scripts/shared/arn.ts";
import { type Step, stepIn } from "../../scripts/shared/steps.ts";
import { deployStack } from "../../scripts/stack/deploy.ts";
import { planStacks } from "../../scripts/stack/plan.ts";
import { stackResources } from "../../scripts/stack/stack.ts";
import { identify, localTarget } from "../../scripts/targets/index.ts";
import { type Answer, apiKeyValue, type Call, restApi } from "../../scripts/verify/rest-api.ts";

// What the step's own verification leaves out: it would use up a quota, need two machines, or change the API.

const step = stepIn(import.meta.dirname);
const emulator = await ownEmulator();
const target = { ...localTarget(emulator.endpoint), pollMs: 200 };
const gateway = target.client(APIGatewayClient);
const sfn = target.client(SFNClient);

interface Deployed {
  changed: boolean;
  outputs: Record<string, string>;
  call: Call;
}

/** Deploys the step, or a changed copy of it, for a learner. */
async function deploy(learner: string, from: Step = step, parameters = {}): Promise<Deployed> {
  const { own } = await planStacks(from, learner, { parameters });
  const progress = { event() {}, note() {} };
  const deployed = await deployStack(target, { ...own, tags: [] }, progress);
  const outputs = Object.fromEntries(
    (deployed.stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const url = target.restApiUrl(outputs.ApiId, outputs.ApiStage);
  const call = restApi(url, await apiKeyValue(target, outputs.ApiKeyId));
  return { changed: deployed.changed, outputs, call };
}

const test = suite("02-api");

test("a usage plan's limits are answered with 429", async () => {
  const { outputs, call } = await deploy("limits");
  const keyOfPlan = async (limits: object) => {
    const apiStages = [{ apiId: outputs.ApiId, stage: outputs.ApiStage }];
    const plan = await gateway.send(new CreateUsagePlanCommand({ name: "low", apiStages, ...limits }));
    const key = await gateway.send(new CreateApiKeyCommand({ enabled: true }));
    await gateway.send(
      new CreateUsagePlanKeyCommand({ usagePlanId: plan.id, keyId: key.id, keyType: "API_KEY" }),
    );
    return key.value;
  };
  const answers = async (key: string | undefined): Promise<Answer[]> => {
    const all: Answer[] = [];
    for (let calls = 0; calls < 4; calls += 1) {
      all.push(await call("POST /action/status", { body: {}, ...(key && { key }) }));
    }
    return all;
  };
  const invalid = { status: 400, body: { message: "Invalid request body" } };
  const tooMany = { status: 429, body: { message: "Too Many Requests" } };
  const exceeded = { status: 429, body: { message: "Limit Exceeded" } };
  assert.equal(await answers(await keyOfPlan({ throttle: { burstLimit: 2, rateLimit: 0.01 } })), [
    invalid,
    invalid,
    tooMany,
    tooMany,
  ]);
  assert.equal(await answers(await keyOfPlan({ quota: { limit: 3, period: "MONTH" } })), [
    invalid,
    invalid,
    invalid,
    exceeded,
  ]);
});

test("running executions of another machine can neither be read nor stopped", async () => {
  const [mine, other] = await Promise.all([deploy("mine"), deploy("other")]);
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: other.outputs.StateMachineArn, input: '{"secret":1}' }),
  );
  for (const endpoint of ["POST /action/status", "POST /action/stop"]) {
    assert.equal(await mine.call(endpoint, { body: { executionArn } }), {
      status: 400,
      body: { message: "Invalid request body" },
    });
  }
  assert.is((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status, "RUNNING");
  assert.is((await other.call("POST /action/status", { body: { executionArn } })).status, 200);
});

test("one learner's key does not open another learner's API", async () => {
  const [mine, other] = await Promise.all([deploy("mine"), deploy("other")]);
  const key = await apiKeyValue(target, other.outputs.ApiKeyId);
  assert.is((await mine.call("POST /action/status", { body: {}, key })).status, 403);
  assert.is((await mine.call("POST /action/status", { body: {} })).status, 400);
});

test("a changed API is served at once, under the same URL and with the same key", async () => {
  const before = await deploy("change");
  const deploymentOf = async ({ outputs }: Deployed) =>
    (await gateway.send(new GetStageCommand({ restApiId: outputs.ApiId, stageName: outputs.ApiStage })))
      .deploymentId;
  const first = await deploymentOf(before);
  const unknown = executionArn(before.outputs.StateMachineArn ?? "", "unknown");
  const ask = () => before.call("POST /action/status", { body: { executionArn: unknown } });
  assert.equal(Object.keys((await ask()).body), ["message"]);
  assert.is((await deploy("change")).changed, false);
  assert.is(await deploymentOf(before), first);

  const gatewayResponse = `Resources:
  InvalidBody:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: BAD_REQUEST_BODY
      StatusCode: "422"
      ResponseTemplates:
        application/json: '{"message":"changed"}'
`;
  const { step: changed, remove } = await breakStep(step, {
    mistake: "responses have another field, and bodies that are not valid another status",
    edit: {
      "template.yaml": text =>
        text
          .replaceAll(`{ "message": $input`, `{ "why": $input`)
          .replace("Resources:\n", gatewayResponse)
          .replace("[GetHello, ", "[InvalidBody, GetHello, "),
    },
    fails: [],
  });
  const after = await deploy("change", changed).finally(remove);
  assert.equal(after.outputs, before.outputs);
  assert.is.not(await deploymentOf(before), first);
  assert.equal(Object.keys((await ask()).body), ["why"]);
  assert.equal(await before.call("POST /action/status", { body: {} }), {
    status: 422,
    body: { message: "changed" },
  });
});

test("calls are logged only where that is asked for, and stay so until it is asked otherwise", async () => {
  const logGroup = async () => (await stackResources(target, "sfw-logs-02-api")).ApiLogGroup?.id;
  await deploy("logs");
  assert.is(await logGroup(), undefined);
  await deploy("logs", step, { AccessLogs: "on" });
  assert.is(await logGroup(), "/aws/apigateway/sfw-logs-02-api");
  await deploy("logs");
  assert.is(await logGroup(), "/aws/apigateway/sfw-logs-02-api");
  await deploy("logs", step, { AccessLogs: "off" });
  assert.is(await logGroup(), undefined);
});

test("a body over API Gateway's limit is answered with 413", async () => {
  const { call } = await deploy("mine");
  const answer = await call("POST /action/start", { body: { long: "x".repeat(10 * 1024 * 1024) } });
  assert.is(answer.status, 413);
  assert.type(answer.body.message, "string");
});

test("the key's value is in nothing that is deployed, printed or reported", async () => {
  const { outputs } = await deploy("secret");
  const value = await apiKeyValue(target, outputs.ApiKeyId);
  assert.ok(value.length >= 20, "there is no value to look for");
  const printed: string[] = [];
  const display: Display = { ...silentDisplay, line: text => void printed.push(text) };
  const plan = await planStacks(step, "secret");
  const place = { target, identity: await identify(target), learner: "secret" };
  const verified = await verifyStep(place, step, plan, {}, display);
  const everything = JSON.stringify([
    printed,
    plan,
    verified,
    outcomeJson({ step, passed: true, ...verified }),
  ]);
  assert.match(everything, outputs.ApiKeyId ?? "");
  assert.not.match(everything, value);
});

test.after(async () => {
  await emulator.stop();
});

test.run();
