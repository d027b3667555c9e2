import { APIGatewayClient, GetUsagePlanCommand } from "@aws-sdk/client-api-gateway";
import * as assert from "uvu/assert";
import { deployedDefinition } from "../../scripts/verify/expect.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { permissionsOf } from "../../scripts/verify/permissions.ts";
import { type Answer, apiKeyValue, restApi, untilKeyOpens } from "../../scripts/verify/rest-api.ts";

const endpoints = {
  "GET /hello": "StartExecution",
  "POST /action/start": "StartExecution",
  "POST /action/status": "DescribeExecution",
  "POST /action/stop": "StopExecution",
};

/** What would do harm in a mapping template that does not escape its input. */
const hostile = {
  quotes: `" ' \\" \\' '' "" \`, "input": "{}" }`,
  backslashes: "\\ \\\\ \\n \\u0022 \n\r\t\b\f\u001f",
  template:
    "$input.body ${AWS::AccountId} $util.escapeJavaScript('x') #set($input = 1) #if(true) ## #* $!{x}",
  unicode: "é ñ 漢字 \u2028\u2029 😀 👩‍👩‍👧",
  markup: "</script><!-- & -->",
  "a \"key\" with 'quotes' and \\": [true, false, null, 0, -1.5, 1e21, {}, []],
  stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:another",
  name: "chosen-by-the-caller",
  input: "another",
  deep: JSON.parse(nested(100)),
};

function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

/** Calls the API as its users do: starts, asks about and stops executions, with and without what it wants. */
export default async function verify({
  target,
  stack,
  definition,
  input,
  follow,
  check,
  table,
  secret,
}: Lesson): Promise<void> {
  const { ApiId = "", ApiStage = "", ApiKeyId = "", UsagePlanId, StateMachineArn } = stack.outputs;
  const url = target.restApiUrl(ApiId, ApiStage);
  const call = restApi(url, secret(await apiKeyValue(target, ApiKeyId)));
  await untilKeyOpens(call, "POST /action/status", target.pollMs);

  const [, machine = ""] = (StateMachineArn ?? "").split(":stateMachine:");
  const executionArn = (machine: string, name: string) => stack.arn("states", `execution:${machine}:${name}`);
  const unknown = { executionArn: executionArn(machine, "there-is-no-such-execution") };
  const start = (body: unknown) => call("POST /action/start", { body });
  const status = async ({ body }: Answer) =>
    await call("POST /action/status", { body: { executionArn: body.executionArn } });
  const stop = (body: unknown) => call("POST /action/stop", { body });

  const started = await start(input);
  const greeted = await call("GET /hello");
  const doomed = await start(hostile);
  const running = await status(started);
  const stopped = await stop({
    executionArn: doomed.body.executionArn,
    error: "Workshop.Stopped",
    cause: hostile.quotes,
  });
  const aborted = await status(doomed);

  // Where one was not started, the checks below tell why.
  const followed = async (title: string, { body }: Answer) => {
    if (body.executionArn) await follow(title, body.executionArn);
  };
  await Promise.all([
    followed("Started by POST /action/start", started),
    followed("Started by GET /hello", greeted),
  ]);
  const succeeded = await status(started);
  const helloSucceeded = await status(greeted);
  const stoppedLate = await stop({ executionArn: started.body.executionArn, cause: "Too late" });
  const afterwards = await status(started);

  await check(
    "POST /action/start answers with executionArn and startDate",
    { hint: "Integrate it with StartExecution of this step's state machine.", section: "start" },
    () => {
      assertAnswer(started, 200);
      assert.ok(String(started.body.executionArn).startsWith(executionArn(machine, "")));
      assert.ok(started.body.startDate, "no startDate");
    },
  );

  await check(
    "POST /action/status tells RUNNING, then SUCCEEDED with the input and the greeting",
    { hint: "Integrate it with DescribeExecution of the executionArn in the body.", section: "status" },
    () => {
      assert.is(running.body.status, "RUNNING");
      assert.is(succeeded.body.status, "SUCCEEDED");
      assert.equal(JSON.parse(succeeded.body.input), input);
      assert.equal(JSON.parse(succeeded.body.output), { ...input, taskresult: "Hello 102 Class" });
    },
  );

  await check(
    "GET /hello starts an execution with an empty input",
    { hint: 'Integrate it with StartExecution, too, with "{}" as the input.', section: "hello" },
    () => {
      assertAnswer(greeted, 200);
      assert.is(helloSucceeded.body.status, "SUCCEEDED");
      assert.equal(JSON.parse(helloSucceeded.body.output), { taskresult: "Hello 102 Class" });
    },
  );

  await check(
    "POST /action/stop aborts an execution and passes error and cause on",
    { hint: "Pass executionArn, error and cause to StopExecution.", section: "stop" },
    () => {
      assertAnswer(stopped, 200);
      assert.ok(stopped.body.stopDate, "no stopDate");
      const { status, error, cause } = aborted.body;
      assert.equal([status, error, cause], ["ABORTED", "Workshop.Stopped", hostile.quotes]);
    },
  );

  await check(
    "Stopping a finished execution changes nothing",
    { hint: "Pass on what Step Functions answers: a stopDate, or an error's message.", section: "stop" },
    () => {
      const { status, body } = stoppedLate;
      if (status === 200) assert.ok(body.stopDate, "no stopDate");
      else assertRefused(stoppedLate);
      assert.is(afterwards.body.status, succeeded.body.status);
      assert.is(afterwards.body.stopDate, succeeded.body.stopDate);
    },
  );

  await check(
    "The input arrives as it was sent, and chooses neither state machine nor name",
    {
      hint: `Escape the body: $util.escapeJavaScript, then .replaceAll("\\\\'", "'").`,
      section: "mapping-templates",
    },
    () => {
      assertAnswer(doomed, 200);
      assert.equal(JSON.parse(aborted.body.input), hostile);
      assert.is(aborted.body.stateMachineArn, StateMachineArn);
      assert.not.match(aborted.body.name, hostile.name);
    },
  );

  await check(
    "A body that is no JSON object is refused with 400",
    { hint: "Validate the body with a model of type object.", section: "models" },
    async () => {
      const bodies = ["{", "hello", '{"a": 1', '{"a": NaN}', "<a/>", "[1]", '"text"', "1", "null"];
      for (const body of bodies) {
        const answer = await call("POST /action/start", { body });
        assert.is(answer.status, 400, `the answer to the body ${body}`);
        assertRefused(answer);
      }
    },
  );

  await check(
    "Whatever Step Functions can't take is answered with 4xx and a message",
    {
      hint: "Give each integration a response for the service's 4xx, and one for everything else.",
      section: "errors",
    },
    async () => {
      assertRefused(await call("POST /action/status", { body: unknown }));
      assertRefused(await stop(unknown));
      assertRefused(await start({ tooLong: "x".repeat(256 * 1024) }));
      assertRefused(await start(`{"tooDeep": ${nested(10_000)}}`));
      assertRefused(
        await call("POST /action/start", { body: "a=1", contentType: "application/x-www-form-urlencoded" }),
      );
    },
  );

  await check(
    "Executions of other state machines are refused before Step Functions is asked",
    {
      hint: "The models want an executionArn of this step's machine, and nothing unknown.",
      section: "models",
    },
    async () => {
      const foreign = [
        executionArn("another", "name"),
        executionArn(`${machine}-2`, "name"),
        executionArn(machine, "name").replace(/:\d{12}:/, ":210987654321:"),
        executionArn(machine, "a:b"),
        `${executionArn(machine, "name")} `,
        StateMachineArn,
        "",
      ].map(executionArn => ({ executionArn }));
      for (const body of [
        ...foreign,
        {},
        { executionArn: 1 },
        { ...unknown, stateMachineArn: StateMachineArn },
      ]) {
        for (const path of ["status", "stop"]) {
          const answer = await call(`POST /action/${path}`, { body });
          assert.equal(
            answer,
            { status: 400, body: { message: "Invalid request body" } },
            JSON.stringify(body),
          );
        }
      }
    },
  );

  await check(
    "Every method refuses calls without a key, and with a wrong one",
    { hint: "Set ApiKeyRequired: true on each method.", section: "lets-secure-it" },
    async () => {
      for (const endpoint of Object.keys(endpoints)) {
        const body = endpoint.startsWith("GET") ? undefined : unknown;
        for (const key of ["", "this-is-not-the-key-of-the-api"]) {
          const answer = await call(endpoint, { body, key });
          assert.equal(answer, { status: 403, body: { message: "Forbidden" } }, endpoint);
        }
      }
    },
  );

  await check(
    "The usage plan allows 100 calls a second, 200 at once, 5,000 a month",
    { hint: "Throttle and Quota of the usage plan hold for its key.", section: "lets-secure-it" },
    async () => {
      const plan = await target
        .client(APIGatewayClient)
        .send(new GetUsagePlanCommand({ usagePlanId: UsagePlanId }));
      const { rateLimit, burstLimit } = plan.throttle ?? {};
      const { limit, period } = plan.quota ?? {};
      assert.equal([rateLimit, burstLimit, limit, period], [100, 200, 5000, "MONTH"]);
    },
  );

  await check(
    "The API may only start executions of this machine, and describe and stop these",
    {
      hint: "Name the state machine, and execution:<its name>:*, in the API's role.",
      section: "the-apis-role",
    },
    async () =>
      assert.equal(await permissionsOf(target, stack.resources.ApiRole), [
        `Allow states:DescribeExecution on ${executionArn(machine, "*")}`,
        `Allow states:StartExecution on ${StateMachineArn}`,
        `Allow states:StopExecution on ${executionArn(machine, "*")}`,
      ]),
  );

  await check(
    "The deployed definition is the one in this folder",
    { hint: "Deploy again: someone changed the state machine, or the file.", section: "deploy-it" },
    async () => assert.equal(await deployedDefinition(target, StateMachineArn), definition),
  );

  table("The API's endpoints", [
    ["Endpoint", "Integrated with"],
    ...Object.entries(endpoints).map(([endpoint, action]) => [endpoint.replace(" ", ` - ${url}`), action]),
  ]);
  table("The value of its key, for the header x-api-key", [
    ["Command"],
    [`aws apigateway get-api-key --api-key ${ApiKeyId} --include-value --query value --output text`],
  ]);
}

function assertAnswer({ status, body }: Answer, expected: number): void {
  assert.is(status, expected, `the API answered ${status}: ${JSON.stringify(body)}`);
}

/** Asserts that an answer blames the caller, and tells why. */
function assertRefused({ status, body }: Answer): void {
  assert.ok(status >= 400 && status < 500, `the API answered ${status}: ${JSON.stringify(body)}`);
  assert.ok(typeof body.message === "string" && body.message !== "", `no message: ${JSON.stringify(body)}`);
}
