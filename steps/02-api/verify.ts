import { SFNClient } from "@aws-sdk/client-sfn";
import * as assert from "uvu/assert";
import { type Execution, followExecution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import { executionArn } from "../../scripts/shared/arn.ts";
import { checkDefinition, checkLogs, checkRetriesLambda, checkRole } from "../../scripts/verify/checks.ts";
import { abortOf } from "../../scripts/verify/executions.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { trustLine } from "../../scripts/verify/permissions.ts";
import {
  type Answer,
  askUntil,
  inShort,
  isOpen,
  methodsOf,
  notRefused,
  openApi,
  usagePlan,
} from "../../scripts/verify/rest-api.ts";
import { checkFunctionRole, checkMachineRole } from "../01-starter/checks.ts";
import { foreign, hostile, notObjects, unstoppable, wrongKeys } from "./requests.ts";

/** Answers in short that refuse a call, each by what is wrong with it. */
const invalid = /^400: Invalid request body$/;
const notAnObject = /^400: (?:Invalid request body$|Could not parse request body into json)/;
const forbidden = /^403: Forbidden$/;
// 403 is the API's own answer: there is no such method, or no key was sent.
const refused = /^4(?!03)\d\d: ./;

/** Calls the API as its users do: starts, asks about and stops executions, with and without what it wants. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, input, output, follow, check } = lesson;
  const stateMachineArn = output("StateMachineArn");
  const unknown = { executionArn: executionArn(stateMachineArn, "there-is-no-such-execution") };
  const probe = { endpoint: "POST /action/status", body: unknown, method: "PostStatus" };
  const { url, call } = await openApi(lesson, probe);

  const start = (body: unknown) => call("POST /action/start", { body });
  const status = (body: unknown) => call("POST /action/status", { body });
  const stop = (body: unknown) => call("POST /action/stop", { body });
  // DescribeExecution is eventually consistent: it may not know an execution yet, or not its end.
  const statusOf = async ({ body: { executionArn } }: Answer, becomes: string) => {
    if (!executionArn) return {}; // none was started: the checks tell why
    const hasBecome = ({ body }: Answer) => body.status === becomes;
    return (await askUntil(() => status({ executionArn }), hasBecome, target)).body;
  };
  const followTo = async (title: string, { body: { executionArn } }: Answer) =>
    executionArn && (await follow(title, executionArn));

  const started = await start(input);
  const greeted = await askUntil(() => call("GET /hello"), isOpen, target);
  const doomed = await start(hostile);
  const running = await statusOf(started, "RUNNING");
  const stopped = await stop({ ...arnOf(doomed), error: "Workshop.Stopped", cause: hostile.quotes });
  const aborted = await statusOf(doomed, "ABORTED");
  const [, greeting] = await Promise.all([
    followTo("Started by POST /action/start", started),
    followTo("Started by GET /hello", greeted),
  ]);
  const succeeded = await statusOf(started, "SUCCEEDED");
  const stoppedLate = await stop({ ...arnOf(started), cause: "Too late" });
  const afterwards = await statusOf(started, "SUCCEEDED");

  const starts = "POST /action/start answers with executionArn and startDate";
  await check(starts, {
    section: "start",
    hint: "Integrate it with StartExecution of this step's state machine.",
    seen: [inShort(started, "executionArn", "startDate"), withoutName(started.body.executionArn)],
    want: ["200 with executionArn, startDate", withoutName(executionArn(stateMachineArn, "*"))],
  });

  const tells = "POST /action/status tells RUNNING, then SUCCEEDED with the input and the greeting";
  await check(tells, {
    section: "status",
    hint: "Integrate it with DescribeExecution of the executionArn in the body.",
    needs: starts,
    seen: [running.status, succeeded.status, readJson(succeeded.input), readJson(succeeded.output)],
    want: ["RUNNING", "SUCCEEDED", input, { ...input, taskresult: "Hello 102 Class" }],
  });

  const arrives = "The input arrives as it was sent, and chooses neither state machine nor name";
  await check(arrives, {
    section: "mapping-templates",
    needs: tells,
    hint: `Escape the body: $util.escapeJavaScript, then .replaceAll("\\\\'", "'").`,
    judge: () => {
      assert.is(inShort(doomed), "200");
      assert.equal(readJson(aborted.input), hostile);
      assert.is(aborted.stateMachineArn, stateMachineArn);
      assert.not.match(String(aborted.name), hostile.name);
    },
  });

  await check("GET /hello starts an execution with an empty input", {
    section: "hello",
    hint: 'Integrate it with StartExecution, with "{}" as the input.',
    seen: [inShort(greeted, "executionArn"), greeting?.status, greeting?.output],
    want: ["200 with executionArn", "SUCCEEDED", { taskresult: "Hello 102 Class" }],
  });

  await check("POST /action/stop aborts an execution and passes error and cause on", {
    section: "stop",
    hint: "Pass executionArn, error and cause to StopExecution.",
    needs: arrives,
    // AWS documents error and cause of an aborted execution in its history, and for DescribeExecution of failed ones only.
    seen: async () => [
      inShort(stopped, "stopDate"),
      aborted.status,
      abortOf(await historyOf(target, doomed)),
    ],
    want: ["200 with stopDate", "ABORTED", { error: "Workshop.Stopped", cause: hostile.quotes }],
  });

  await check("Stopping a finished execution changes nothing", {
    section: "stop",
    hint: "Pass on what Step Functions answers: a stopDate, or an error's message.",
    needs: tells,
    judge: () => {
      assert.match(inShort(stoppedLate, "stopDate"), /^200 with stopDate$|^4\d\d: ./);
      assert.equal(afterwards, succeeded);
    },
  });

  await check("A body that is not a JSON object is refused with 400", {
    section: "models",
    hint: "Validate the body with a model of type object.",
    seen: async () => [
      ...(await notRefused(notObjects, start, notAnObject)),
      ...(await notRefused(notObjects, status, notAnObject)),
      ...(await notRefused(notObjects, stop, notAnObject)),
    ],
    want: [],
  });

  await check("POST /action/stop refuses an error and a cause that Step Functions would not take", {
    section: "models",
    hint: "The model limits error to 256 characters and cause to 32,768, both text.",
    seen: () => notRefused(unstoppable(stateMachineArn), stop, invalid),
    want: [],
  });

  const tooLong = { text: "x".repeat(256 * 1024) };
  const form = (body: unknown) =>
    call("POST /action/start", { body, contentType: "application/x-www-form-urlencoded" });
  await check("Whatever Step Functions can't take is answered with 4xx and a message", {
    section: "errors",
    hint: "Give each integration a response for the service's 4xx, and one for everything else.",
    seen: async () => [
      ...(await notRefused([unknown], status, refused)),
      ...(await notRefused([unknown], stop, refused)),
      ...(await notRefused([tooLong], start, refused)),
      ...(await notRefused(["a=1"], form, refused)),
    ],
    want: [],
  });

  await check("Executions of other state machines are refused before Step Functions is asked", {
    section: "models",
    hint: "The models want an executionArn of this step's machine, and nothing unknown.",
    seen: async () => [
      ...(await notRefused(foreign(stateMachineArn), status, invalid)),
      ...(await notRefused(foreign(stateMachineArn), stop, invalid)),
    ],
    want: [],
  });

  const answers = { 200: "2\\d{2}", 400: "4\\d{2}", 502: "else" };
  const method = (action: string) => ({
    integration: `AWS POST action/${action}`,
    role: lesson.resource("ApiRole"),
    passthrough: "NEVER",
    answers,
  });
  await check("Each method calls its action with the API's role, and answers with 200, 400 and 502", {
    section: "errors",
    hint: "What an integration answers with has to be among the method's MethodResponses, too.",
    seen: () => methodsOf(target, output("ApiId")),
    want: () => ({
      "GET /hello": method("StartExecution"),
      "POST /action/start": method("StartExecution"),
      "POST /action/status": method("DescribeExecution"),
      "POST /action/stop": method("StopExecution"),
    }),
  });

  await check("Every method refuses calls without a key, and with a wrong one", {
    section: "lets-secure-it",
    hint: "Set ApiKeyRequired: true on each method.",
    seen: async () => [
      ...(await notRefused(wrongKeys, key => call("GET /hello", { key }), forbidden)),
      ...(await notRefused(wrongKeys, key => call("POST /action/start", { key, body: input }), forbidden)),
      ...(await notRefused(wrongKeys, key => call("POST /action/status", { key, body: unknown }), forbidden)),
      ...(await notRefused(wrongKeys, key => call("POST /action/stop", { key, body: unknown }), forbidden)),
    ],
    want: [],
  });

  await check("The usage plan allows 100 calls a second, 200 at once, 5,000 a month", {
    section: "lets-secure-it",
    hint: "Throttle and Quota of the usage plan hold for its key.",
    seen: () => usagePlan(target, output("UsagePlanId")),
    want: { rateLimit: 100, burstLimit: 200, limit: 5000, period: "MONTH" },
  });

  await checkRole(lesson, "The API may only start executions of this machine, and describe and stop these", {
    section: "the-apis-role",
    role: "ApiRole",
    usedBy: [trustLine("apigateway.amazonaws.com")],
    allows: () => ({
      "states:StartExecution": stateMachineArn,
      "states:DescribeExecution": executionArn(stateMachineArn, "*"),
      "states:StopExecution": executionArn(stateMachineArn, "*"),
    }),
  });

  await checkFunctionRole(lesson);
  await checkMachineRole(lesson);

  await checkRetriesLambda(lesson, "Hello", "01-starter#try-again-where-it-makes-sense");

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["HelloFunction"]);

  showEndpoints(lesson, url);
}

async function historyOf({ client, pollMs }: Lesson["target"], { body }: Answer): Promise<Execution> {
  return await followExecution(client(SFNClient), body.executionArn, { pollMs, limitMs: 30_000 });
}

const arnOf = ({ body: { executionArn } }: Answer) => ({ executionArn });

const withoutName = (executionArn: unknown) => String(executionArn).replace(/:[^:]*$/, "");

function showEndpoints({ stack, table }: Lesson, url: string): void {
  table("The API's endpoints", [
    ["Endpoint", "Integrated with"],
    [`GET - ${url}/hello`, "StartExecution"],
    [`POST - ${url}/action/start`, "StartExecution"],
    [`POST - ${url}/action/status`, "DescribeExecution"],
    [`POST - ${url}/action/stop`, "StopExecution"],
  ]);
  const { ApiKeyId } = stack.outputs;
  if (!ApiKeyId) return;
  const key = `aws apigateway get-api-key --api-key ${ApiKeyId}`;
  table("The value of its key, for the header x-api-key", [
    ["Command"],
    [`${key} --include-value --query value --output text`],
  ]);
}
