import { setTimeout as sleep } from "node:timers/promises";
import {
  APIGatewayClient,
  type Method as ApiMethod,
  GetApiKeyCommand,
  GetStageCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeysCommand,
  NotFoundException,
  paginateGetResources,
} from "@aws-sdk/client-api-gateway";
import type { Target } from "../targets/index.ts";
import { type Lesson, Missing } from "./lesson.ts";

/** What a REST API answered: its JSON as data, or text that is not JSON as it is. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: it is what the verify script checks
  body: any;
}

/** Calls an endpoint, such as `POST /action/start`, of one stage of a REST API. */
export type Call = (endpoint: string, request?: Request) => Promise<Answer>;

export interface Request {
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown;
  /** Another API key; none where it is empty. */
  key?: string;
  contentType?: string;
}

/** API Gateway answers within 29 seconds, whatever its integration does. */
const timeoutMs = 30_000;

const noKey = "Forbidden: no key was sent, since template.yaml has no output ApiKeyId";

/**
 * How long, in milliseconds, a new API may take to open. That an API key is added to a usage plan "might take a few
 * minutes"; mostly it is seconds, and more would try the patience of those whose API will never open.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
const openingMs = 120_000;

/** A call that does no harm, and that an API's integration answers. */
export interface Probe {
  endpoint: string;
  body?: unknown;
}

const anything: Probe = { endpoint: "GET /" };

/**
 * The step's API by the outputs ApiId, ApiStage and ApiKeyId: its URL, and a way to call it with its key, or without one
 * where it has none yet. Waits until it is open to a probe; where there is no method for one yet, until its host answers
 * at all.
 */
export async function openApi(
  { target, stack, output, secret }: Lesson,
  probe: Probe | undefined,
): Promise<{ url: string; call: Call }> {
  const url = target.restApiUrl(output("ApiId"), output("ApiStage"));
  await requireStage(target, output("ApiId"), output("ApiStage"));
  const { ApiKeyId } = stack.outputs;
  const call = restApi(url, ApiKeyId ? secret(await apiKeyValue(target, ApiKeyId)) : "");
  await (probe ? untilOpen(call, probe, target) : untilOpen(call, anything, target, () => true));
  return { url, call };
}

/** Throws a Missing error where the outputs name no stage that there is: nothing would answer, whatever is checked. */
async function requireStage(target: Target, restApiId: string, stageName: string): Promise<void> {
  const asked = target.client(APIGatewayClient).send(new GetStageCommand({ restApiId, stageName }));
  await orMissing(
    asked,
    `There is no stage ${stageName} of a REST API ${restApiId}, which the outputs ApiId and ApiStage name.`,
  );
}

/** What was asked for. Throws a Missing error with this message where API Gateway does not know it. */
async function orMissing<Value>(asked: Promise<Value>, message: string): Promise<Value> {
  return await asked.catch(error => {
    throw error instanceof NotFoundException ? new Missing(message) : error;
  });
}

/**
 * A way to call the stage at a URL with an API key. When nothing answers, it throws the reason: an error with the code of
 * the network, such as ENOTFOUND, or a TimeoutError.
 */
export function restApi(url: string, ownKey: string): Call {
  return async (endpoint, { body, key: otherKey, contentType = "application/json" } = {}) => {
    const key = otherKey ?? ownKey;
    const [method = "", path] = endpoint.split(" ");
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "content-type": contentType, ...(key && { "x-api-key": key }) },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(error => {
      throw error.cause ?? error; // `fetch` itself says no more than that it failed
    });
    const { status } = response;
    const text = await response.text();
    const lacksKey = status === 403 && /"Forbidden"/.test(text) && otherKey === undefined && key === "";
    if (lacksKey) return { status, body: { message: noKey } };
    try {
      return { status, body: JSON.parse(text) };
    } catch {
      return { status, body: text };
    }
  };
}

/** The value of an API key, which is a secret. Throws a Missing error where there is no such key. */
export async function apiKeyValue(target: Target, apiKey: string | undefined): Promise<string> {
  const asked = target.client(APIGatewayClient).send(new GetApiKeyCommand({ apiKey, includeValue: true }));
  const { value = "" } = await orMissing(
    asked,
    `There is no API key ${apiKey}, which the output ApiKeyId names.`,
  );
  return value;
}

/**
 * Waits until a new API is open: its host has a name in DNS, it knows its key, and it can call with its role. Three times
 * in a row, since not all of API Gateway's hosts know all of that at once. Gives up after two minutes, or the target's
 * lag where that is shorter: what is wrong then, the checks tell. `isEnough` says which answers are those of an open one.
 */
export async function untilOpen(
  call: Call,
  { endpoint, body }: Probe,
  { pollMs, lagMs, settleMs }: Pick<Target, "pollMs" | "lagMs" | "settleMs">,
  isEnough = isOpen,
): Promise<void> {
  if (settleMs === 0) return;
  let opened = 0;
  for (const limit = Date.now() + Math.min(lagMs, openingMs); Date.now() < limit; await sleep(pollMs)) {
    opened = (await call(endpoint, { body }).then(isEnough, () => false)) ? opened + 1 : 0;
    if (opened === 3) return;
  }
}

/**
 * Whether an API has answered as one that is open, or as one that will not open. It says 403 while it does not know its
 * key, 5xx while it can't assume its role, and hands on the service's own refusal while that does not know yet what the
 * role allows.
 */
export function isOpen(answer: Answer): boolean {
  if (answer.body?.message === noKey) return true;
  return answer.status !== 403 && answer.status < 500 && !/not authorized to perform/.test(inShort(answer));
}

/**
 * Asks until the answer is as it will become, or until everything on the target must know, and returns the last answer.
 * `isThere` says whether it has become so.
 */
export async function askUntil(
  ask: () => Promise<Answer>,
  isThere: (answer: Answer) => boolean,
  { pollMs, settleMs }: Pick<Target, "pollMs" | "settleMs">,
): Promise<Answer> {
  for (const patience = Date.now() + settleMs; ; await sleep(pollMs)) {
    const answer = await ask();
    if (isThere(answer) || Date.now() >= patience) return answer;
  }
}

/** What is set up of a method, such as `POST /action/start`: who may call it, what it calls, and how it answers. */
export interface Method {
  /** Its type, and what it calls: `AWS POST action/StartExecution`. */
  integration: string;
  /** The name of the role that it calls with. */
  role: string;
  /** What becomes of bodies of other content types. */
  passthrough: string | undefined;
  /** For each status, the statuses of the service that it stands for; `else` for all others. */
  answers: Record<string, string>;
}

/**
 * The methods of a REST API. A status that the integration answers with and the method does not declare is left out:
 * API Gateway would answer 500 instead.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-response.html
 */
export async function methodsOf(target: Target, restApiId: string): Promise<Record<string, Method>> {
  const client = target.client(APIGatewayClient);
  const methods: Record<string, Method> = {};
  for await (const { items = [] } of paginateGetResources({ client }, { restApiId, embed: ["methods"] })) {
    for (const { path, resourceMethods = {} } of items) {
      for (const [name, method] of Object.entries(resourceMethods))
        methods[`${name} ${path}`] = readMethod(method);
    }
  }
  return methods;
}

function readMethod({ methodIntegration = {}, methodResponses = {} }: ApiMethod): Method {
  const { type, httpMethod, uri = "", credentials = "", passthroughBehavior } = methodIntegration;
  const answers = Object.values(methodIntegration.integrationResponses ?? {}).filter(
    ({ statusCode = "" }) => statusCode in methodResponses,
  );
  return {
    integration: [type, httpMethod, uri.replace(/^.*:/, "")].filter(Boolean).join(" "),
    role: credentials.replace(/^.*\//, ""),
    passthrough: passthroughBehavior,
    answers: Object.fromEntries(
      answers.map(({ statusCode, selectionPattern }) => [statusCode, selectionPattern || "else"]),
    ),
  };
}

/**
 * A usage plan: the ids of its keys, and which stages of which APIs they may call how much. Throws a Missing error where
 * there is no such plan.
 */
export async function usagePlan(target: Target, usagePlanId: string) {
  const client = target.client(APIGatewayClient);
  const asked = client.send(new GetUsagePlanCommand({ usagePlanId }));
  const plan = await orMissing(
    asked,
    `There is no usage plan ${usagePlanId}, which the output UsagePlanId names.`,
  );
  const { items = [] } = await client.send(new GetUsagePlanKeysCommand({ usagePlanId }));
  const { rateLimit, burstLimit } = plan.throttle ?? {};
  const { limit, period } = plan.quota ?? {};
  return {
    keys: items.map(({ id }) => id),
    stages: (plan.apiStages ?? []).map(({ apiId, stage }) => `${apiId} ${stage}`),
    rateLimit,
    burstLimit,
    limit,
    period,
  };
}

/**
 * An answer in short: `200 with stopDate`, where that field was looked for and is there; else, without what was looked for,
 * `200 {"__type":…`; `400: Invalid request body`.
 */
export function inShort({ status, body }: Answer, ...fields: string[]): string {
  if (status < 400) {
    const found = fields.filter(field => body?.[field]);
    return `${status} ${found.length > 0 ? `with ${found.join(", ")}` : cut(JSON.stringify(body))}`;
  }
  const { message, ...others } = typeof body === "object" && body !== null ? body : { text: body };
  const isPlain = typeof message === "string" && message !== "" && Object.keys(others).length === 0;
  return isPlain ? `${status}: ${message}` : `${status} ${JSON.stringify(body)}`;
}

/** The bodies (or whatever is asked with) that are not refused like this, each with its answer in short. */
export async function notRefused<Asked>(
  bodies: Asked[],
  ask: (body: Asked) => Promise<Answer>,
  refusal: RegExp,
): Promise<string[]> {
  const answers = await Promise.all(bodies.map(ask));
  return answers.flatMap((answer, index) => {
    if (refusal.test(inShort(answer))) return [];
    return [`${cut(JSON.stringify(bodies[index]))} is answered with ${inShort(answer)}`];
  });
}

/** Of a long text the beginning: as much as tells the ARNs of executions apart. */
const cut = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
