import { SFNClient } from "@aws-sdk/client-sfn";
import * as assert from "uvu/assert";
import { type Execution, followExecution } from "../../scripts/execution/follow.ts";
import { readJson } from "../../scripts/execution/json.ts";
import { executionArn } from "../../scripts/shared/arn.ts";
import { checkDefinition, checkLogs, checkRetriesLambda } from "../../scripts/verify/checks.ts";
import { abortOf } from "../../scripts/verify/executions.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { trustLine } from "../../scripts/verify/permissions.ts";
import {
  type Answer,
  askUntil,
  inShort,
  isOpen,
  type Method,
  methodsOf,
  notRefused,
  openApi,
  type Probe,
  usagePlan,
} from "../../scripts/verify/rest-api.ts";
import { checkRole } from "../../scripts/verify/roles.ts";
import { checkFunctionRole, checkMachineRole } from "../01-starter/checks.ts";
import { askable, foreign, hostile, notObjects, stoppable, unstoppable, wrongKeys } from "./requests.ts";

/** Answers in short that refuse a call, each by what is wrong with it. */
const badRequest = /^400: ./;
const invalid = /^400: Invalid request body$/;
const notAnObject = /^400: (?:Invalid request body$|Could not parse request body into json)/;
/** Step Functions itself refuses: the call got through to it. */
const gotThrough = /^400: (?!Invalid request body$)./;
const forbidden = /^403: Forbidden$/;
const unsupported = /^415: ./;

const theFour = ["GET /hello", "POST /action/start", "POST /action/status", "POST /action/stop"];

/** Calls the API as its users do: starts, asks about and stops executions, with and without what it wants. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, stack, input, output, follow, check } = lesson;
  const stateMachineArn = output("StateMachineArn");
  const unknown = { executionArn: executionArn(stateMachineArn, "there-is-no-such-execution") };
  const { url, call } = await openApi(lesson, probeFor(stack, unknown));
  const methods = await methodsOf(target, output("ApiId"));

  const start = (body: unknown) => call("POST /action/start", { body });
  const status = (body: unknown) => call("POST /action/status", { body });
  const stop = (body: unknown) => call("POST /action/stop", { body });
  // DescribeExecution is eventually consistent: it may not know an execution yet, or not its end.
  const statusOf = async ({ body: { executionArn } }: Answer, becomes: string) => {
    if (!executionArn) return notStarted; // the checks tell why
    const isThere = ({ body }: Answer) =>
      body.status ? body.status === becomes : !/does ?not ?exist/i.test(JSON.stringify(body));
    return await askUntil(() => status({ executionArn }), isThere, target);
  };
  const followTo = async (title: string, { body: { executionArn } }: Answer) =>
    executionArn ? await follow(title, executionArn) : undefined;

  const started = await start(input);
  const greeted = await askUntil(() => call("GET /hello"), isOpen, target);
  const doomed = await start(hostile);
  const running = await statusOf(started, "RUNNING");
  const stopped = await stop({ ...arnOf(doomed), error: "Workshop.Stopped", cause: hostile.quotes });
  const [begun, greeting, ended] = await Promise.all([
    followTo("Started by POST /action/start", started),
    followTo("Started by GET /hello", greeted),
    historyOf(target, doomed),
  ]);
  const succeeded = await statusOf(started, "SUCCEEDED");
  const stoppedLate = await stop({ ...arnOf(started), cause: "Too late" });
  const afterwards = await statusOf(started, "SUCCEEDED");

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

  const calls = (endpoint: string) => ({
    calls: methods[endpoint]?.integration,
    as: methods[endpoint]?.role,
  });
  const wanted = (action: string) => ({ calls: `AWS POST action/${action}`, as: lesson.resource("ApiRole") });
  await check("GET /hello starts an execution with an empty input", {
    section: "call-step-functions",
    hint: 'Integrate it with StartExecution, with the role ApiRole and "{}" as the input.',
    seen: {
      ...calls("GET /hello"),
      answers: inShort(greeted, "executionArn"),
      status: greeting?.status,
      output: greeting?.output,
    },
    want: () => ({
      ...wanted("StartExecution"),
      answers: "200 with executionArn",
      status: "SUCCEEDED",
      output: { taskresult: "Hello 102 Class" },
    }),
  });

  const starts = "POST /action/start answers with executionArn and startDate";
  await check(starts, {
    section: "start",
    hint: "Integrate it with StartExecution of this step's state machine, and let the deployment wait for the method.",
    seen: {
      ...calls("POST /action/start"),
      answers: inShort(started, "executionArn", "startDate"),
      executionArn: withoutName(started.body.executionArn),
    },
    want: () => ({
      ...wanted("StartExecution"),
      answers: "200 with executionArn, startDate",
      executionArn: withoutName(executionArn(stateMachineArn, "*")),
    }),
  });

  const takesBody = "The body of POST /action/start is the execution's input";
  await check(takesBody, {
    section: "mapping-templates",
    hint: "Put $util.escapeJavaScript($input.json('$')) between the quotes of \"input\".",
    needs: starts,
    seen: begun?.input,
    want: input,
  });

  const arrives = "The input arrives as it was sent, and chooses neither state machine nor name";
  await check(arrives, {
    section: "what-json-does-not-know",
    hint: `Escape the body: $util.escapeJavaScript, then .replaceAll("\\\\'", "'").`,
    needs: takesBody,
    judge: () => {
      assert.is(inShort(doomed, "executionArn"), "200 with executionArn");
      assert.equal(ended?.input, hostile);
      assert.is(ended?.stateMachineArn, stateMachineArn);
      assert.not.match(String(ended?.name), hostile.name);
    },
  });

  const tooLong = { text: "x".repeat(256 * 1024) };
  await check("What Step Functions refuses is answered with 400 and its message", {
    section: "errors",
    hint: "Give the integration a response for the service's 4xx, whose template keeps the message.",
    needs: starts,
    seen: () => notRefused([tooLong], start, badRequest),
    want: [],
  });

  const answers = { 200: "2\\d{2}", 400: "4\\d{2}", 502: "else" };
  await check("GET /hello and POST /action/start answer with 200, 400 and 502", {
    section: "errors",
    hint: "Three responses each: one for 2xx, one for 4xx, and one for everything else. The method declares them, too.",
    seen: [methods["GET /hello"]?.answers, methods["POST /action/start"]?.answers],
    want: [answers, answers],
  });

  const asText = (endpoint: string) => (body: unknown) => call(endpoint, { body, contentType: "text/plain" });
  const ownStart = { stateMachineArn, input: "{}" };
  await check("A body whose type has no mapping template is refused with 415", {
    section: "only-what-is-mapped",
    hint: "Set PassthroughBehavior: NEVER in each integration.",
    needs: starts,
    seen: async () => [
      ...(await notRefused([ownStart], asText("POST /action/start"), unsupported)),
      ...(methods["GET /hello"]?.passthrough === "NEVER" ? [] : ["GET /hello lets bodies pass"]),
    ],
    want: [],
  });

  await check("POST /action/start refuses a body that is not a JSON object with 400", {
    section: "a-model-for-the-body",
    hint: "Validate the body with a model of type object.",
    needs: starts,
    seen: () => notRefused(notObjects, start, notAnObject),
    want: [],
  });

  const tells = "POST /action/status tells RUNNING, then SUCCEEDED with the input and the greeting";
  await check(tells, {
    section: "status",
    hint: "Integrate it with DescribeExecution of the executionArn in the body.",
    needs: starts,
    seen: {
      atFirst: running.body.status ?? inShort(running),
      atLast: succeeded.body.status ?? inShort(succeeded),
      input: readJson(succeeded.body.input),
      output: readJson(succeeded.body.output),
    },
    want: {
      atFirst: "RUNNING",
      atLast: "SUCCEEDED",
      input,
      output: { ...input, taskresult: "Hello 102 Class" },
    },
  });

  /** How an endpoint is integrated, and what it does with calls that can't be answered; both as POST /action/start. */
  const manners = (endpoint: string) => async () => ({
    ...calls(endpoint),
    passthrough: methods[endpoint]?.passthrough,
    answers: methods[endpoint]?.answers,
    notRefused: [
      ...(await notRefused([unknown], body => call(endpoint, { body }), badRequest)),
      ...(await notRefused([unknown], asText(endpoint), unsupported)),
    ],
  });
  const goodManners = (action: string) => () => ({
    ...wanted(action),
    passthrough: "NEVER",
    answers,
    notRefused: [],
  });
  await check("POST /action/status handles mistakes as POST /action/start does", {
    section: "status",
    hint: "Give it the same role, PassthroughBehavior, IntegrationResponses and MethodResponses.",
    needs: tells,
    seen: manners("POST /action/status"),
    want: goodManners("DescribeExecution"),
  });

  await check(
    "POST /action/status refuses executions of other state machines before Step Functions is asked",
    {
      section: "whose-executions",
      hint: "Validate the body with a model that wants an executionArn of this step's machine, with any name that there may be, and nothing else.",
      needs: tells,
      seen: async () => [
        ...(await notRefused([askable(stateMachineArn)], status, gotThrough)),
        ...(await notRefused(foreign(stateMachineArn), status, invalid)),
        ...(await notRefused(notObjects, status, notAnObject)),
      ],
      want: [],
    },
  );

  const stops = "POST /action/stop aborts an execution and passes error and cause on";
  await check(stops, {
    section: "stop",
    hint: "Pass executionArn, error and cause to StopExecution.",
    needs: arrives,
    // AWS documents error and cause of an aborted execution in its history, and for DescribeExecution of failed ones only.
    seen: () => ({
      answers: inShort(stopped, "stopDate"),
      status: ended?.status,
      abortedWith: ended && abortOf(ended),
    }),
    want: {
      answers: "200 with stopDate",
      status: "ABORTED",
      abortedWith: { error: "Workshop.Stopped", cause: hostile.quotes },
    },
  });

  await check("Stopping a finished execution changes nothing", {
    section: "stop",
    hint: "Pass on what Step Functions answers: a stopDate, or an error's message.",
    needs: [tells, stops],
    judge: () => {
      assert.match(inShort(stoppedLate, "stopDate"), /^200 with stopDate$|^400: ./);
      assert.equal(afterwards, succeeded);
    },
  });

  await check("POST /action/stop handles mistakes as POST /action/start does", {
    section: "stop",
    hint: "Give it the same role, PassthroughBehavior, IntegrationResponses and MethodResponses.",
    needs: stops,
    seen: manners("POST /action/stop"),
    want: goodManners("StopExecution"),
  });

  await check("POST /action/stop refuses executions of other state machines before Step Functions is asked", {
    section: "what-may-be-passed-on",
    hint: "Validate the body with a model that wants an executionArn of this step's machine, with any name that there may be, and nothing unknown.",
    needs: stops,
    seen: async () => [
      ...(await notRefused([askable(stateMachineArn)], stop, gotThrough)),
      ...(await notRefused(foreign(stateMachineArn), stop, invalid)),
      ...(await notRefused(notObjects, stop, notAnObject)),
    ],
    want: [],
  });

  await check("POST /action/stop refuses an error and a cause that Step Functions would not take", {
    section: "what-may-be-passed-on",
    hint: "The model limits error to 256 characters and cause to 32,768, both text, and asks for neither.",
    needs: stops,
    seen: async () => [
      ...(await notRefused(unstoppable(stateMachineArn), stop, invalid)),
      ...(await notRefused(stoppable(stateMachineArn), stop, gotThrough)),
    ],
    want: [],
  });

  await check("The key's usage plan allows 100 calls a second, 200 at once, 5,000 a month", {
    section: "a-key-and-its-plan",
    hint: "Throttle and Quota of the usage plan hold for the key that UsagePlanKey puts into it, at the stage in ApiStages.",
    seen: () => usagePlan(target, output("UsagePlanId")),
    want: () => ({
      keys: [output("ApiKeyId")],
      stages: [`${output("ApiId")} ${output("ApiStage")}`],
      rateLimit: 100,
      burstLimit: 200,
      limit: 5000,
      period: "MONTH",
    }),
  });

  // Those that this step asks for, and whatever else the API has.
  const endpoints = [...new Set([...theFour, ...Object.keys(methods)])];
  const opens = async (endpoint: string) => {
    const body = endpoint.startsWith("GET ") ? undefined : unknown;
    const found = await notRefused(wrongKeys, key => call(endpoint, { key, body }), forbidden);
    return found.map(what => `${endpoint} with the key ${what}`);
  };
  await check("Every method refuses calls without a key, and with a wrong one", {
    section: "lets-secure-it",
    hint: "Set ApiKeyRequired: true on each method.",
    seen: async () => (await Promise.all(endpoints.map(opens))).flat(),
    want: [],
  });

  await checkFunctionRole(lesson);
  await checkMachineRole(lesson);

  await checkRetriesLambda(lesson, "Hello", "01-starter#try-again-where-it-makes-sense");

  await checkDefinition(lesson);

  await checkLogs(lesson, "deploy-it", ["HelloFunction"]);

  showEndpoints(lesson, url, methods);
}

/** Of an execution that the API has started, once it is closed; undefined where it has started none. */
async function historyOf(
  { client, pollMs }: Lesson["target"],
  { body: { executionArn } }: Answer,
): Promise<Execution | undefined> {
  if (!executionArn) return undefined;
  return await followExecution(client(SFNClient), executionArn, { pollMs, limitMs: 30_000 });
}

/** What tells whether the API is open: a call that changes nothing; and before there is one, GET /hello. */
function probeFor({ resources }: Lesson["stack"], unknown: object): Probe | undefined {
  if (resources.PostStatus) return { endpoint: "POST /action/status", body: unknown };
  return resources.GetHello ? { endpoint: "GET /hello" } : undefined;
}

const notStarted: Answer = { status: 0, body: {} };

const arnOf = ({ body: { executionArn } }: Answer) => ({ executionArn });

const withoutName = (executionArn?: string) => executionArn?.replace(/:[^:]*$/, "");

function showEndpoints({ stack, table }: Lesson, url: string, methods: Record<string, Method>): void {
  const rows = Object.entries(methods).map(([endpoint, { integration }]) => [
    endpoint.replace(" ", ` - ${url}`),
    /^AWS .*\/(\w+)$/.exec(integration)?.[1] ?? "nothing",
  ]);
  table("The API's endpoints", [["Endpoint", "Integrated with"], ...rows.sort()]);
  const { ApiKeyId } = stack.outputs;
  if (!ApiKeyId) return;
  const key = `aws apigateway get-api-key --api-key ${ApiKeyId}`;
  table("The value of its key, for the header x-api-key", [
    ["Command"],
    [`${key} --include-value --query value --output text`],
  ]);
}
