import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { readLagMs } from "../../targets/index.ts";
import { type Call, callOf } from "./call.ts";

/**
 * What can go wrong with a call: it is refused because there are too many, the service fails or is unavailable, the
 * connection is dropped before the service sees the call or after it has done what was asked, the answer takes seconds,
 * or it is the one of some seconds ago.
 */
export const faults = [
  "throttled",
  "failed",
  "unavailable",
  "dropped",
  "answer lost",
  "slow",
  "stale",
] as const;
export type Fault = (typeof faults)[number];

/** A call that passed through the proxy, and the fault that it met. */
export interface MetCall extends Call {
  fault: Fault | undefined;
}

const slowMs = 2_000;

interface Answer {
  at: number;
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Stands between AWS SDK clients and an endpoint, and does to each signed call what `faultOf` says. Calls without a
 * signature, such as those of a deployed REST API, are no calls of an AWS API and pass unharmed.
 */
export async function startFaultProxy(
  endpoint: string,
  faultOf: (call: Call) => Fault | undefined | Promise<Fault | undefined>,
): Promise<{ endpoint: string; calls: MetCall[]; stop(): void }> {
  const calls: MetCall[] = [];
  const counts = new Map<string, number>();
  const answers = new Map<string, Answer[]>();
  const bornAt = new Map<string, number>();
  const firstAskedAt = new Map<string, number>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const call = callOf(request, body.toString());
    if (!call) return send(response, await forward(request, body));
    call.nth = (counts.get(call.operation) ?? 0) + 1;
    counts.set(call.operation, call.nth);
    if (!firstAskedAt.has(call.key)) firstAskedAt.set(call.key, Date.now());
    const fault = await faultOf(call);
    calls.push({ ...call, fault });

    if (fault === "dropped") return void request.socket.destroy();
    if (fault === "throttled" || fault === "failed" || fault === "unavailable")
      return send(response, refusal(call, fault));
    if (fault === "slow") await sleep(slowMs);
    const old = fault === "stale" ? (oldAnswer(call) ?? notYet(call)) : undefined;
    const answer = old ?? (await forward(request, body));
    if (!old) remember(call, answer);
    if (fault === "answer lost") return void request.socket.destroy();
    send(response, answer);
  }

  async function forward(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const answer = await fetch(new URL(request.url ?? "/", endpoint), {
      method: request.method ?? "GET",
      headers: Object.entries(request.headers).filter(isForwarded) as [string, string][],
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    return {
      at: Date.now(),
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    };
  }

  function remember(call: Call, answer: Answer): void {
    if (call.reads) {
      const recent = (answers.get(call.key) ?? []).filter(({ at }) => at > Date.now() - readLagMs);
      answers.set(call.key, [...recent, answer]);
    } else if (answer.status === 200) {
      for (const arn of createdArns(answer.body.toString()))
        if (!bornAt.has(arn)) bornAt.set(arn, Date.now());
    }
  }

  /** What the same read was answered at most ten seconds ago. */
  function oldAnswer({ key }: Call): Answer | undefined {
    return answers.get(key)?.find(({ at }) => at > Date.now() - readLagMs);
  }

  /** The answer from before there was what the call asks for, if that is less than ten seconds old. */
  function notYet(call: Call): Answer | undefined {
    const [code, message, status = 400] = missing[call.operation] ?? [];
    const arn = [...bornAt.keys()].find(arn => call.key.includes(arn));
    // Roles are created past the proxy: one counts as new when it is first asked for.
    const born = call.operation.startsWith("iam.") ? firstAskedAt.get(call.key) : bornAt.get(arn ?? "");
    if (!code || !message || !born || born < Date.now() - readLagMs) return undefined;
    return errorAnswer(call, status, code, message);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const kept = Object.entries(headers).filter(isForwarded) as [string, string][];
  response.writeHead(status, Object.fromEntries(kept)).end(body);
}

/** `fetch` sets these itself, and gives bodies decoded. */
function isForwarded([name]: [string, unknown]): boolean {
  return !/^(connection|content-length|content-encoding|transfer-encoding|keep-alive|expect)$/i.test(name);
}

/** How the services refuse what they can't do now. */
function refusal(call: Call, fault: "throttled" | "failed" | "unavailable"): Answer {
  if (fault === "failed") return errorAnswer(call, 500, "InternalFailure", "An internal error occurred.");
  if (fault === "unavailable") return errorAnswer(call, 503, "ServiceUnavailable", "Try again later.");
  if (call.protocol === "rest-xml")
    return errorAnswer(call, 503, "SlowDown", "Please reduce your request rate.");
  if (call.protocol === "rest-json")
    return errorAnswer(call, 429, "TooManyRequestsException", "Rate exceeded");
  return errorAnswer(
    call,
    400,
    call.protocol === "json" ? "ThrottlingException" : "Throttling",
    "Rate exceeded",
  );
}

/**
 * An error in the shape of the call's protocol.
 * https://smithy.io/2.0/aws/protocols/index.html
 */
function errorAnswer({ protocol }: Call, status: number, code: string, message: string): Answer {
  const xml = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const [type, text] = {
    query: ["text/xml", `<ErrorResponse>${xml}<RequestId>0</RequestId></ErrorResponse>`],
    "rest-xml": ["application/xml", xml],
    json: ["application/x-amz-json-1.0", JSON.stringify({ __type: code, message })],
    "rest-json": ["application/json", JSON.stringify({ message })],
  }[protocol] as [string, string];
  const headers = { "content-type": type, "x-amzn-errortype": code };
  return { at: Date.now(), status, headers, body: Buffer.from(text) };
}

/** How the services say that there is no such thing. */
const missing: Record<string, [code: string, message: string, status?: number]> = {
  "iam.GetRolePolicy": ["NoSuchEntity", "The role policy cannot be found.", 404],
  "iam.ListAttachedRolePolicies": ["NoSuchEntity", "The role cannot be found.", 404],
  "iam.ListRolePolicies": ["NoSuchEntity", "The role cannot be found.", 404],
  "states.DescribeExecution": ["ExecutionDoesNotExist", "Execution Does Not Exist"],
  "states.GetExecutionHistory": ["ExecutionDoesNotExist", "Execution Does Not Exist"],
  "cloudformation.DescribeChangeSet": ["ChangeSetNotFound", "ChangeSet does not exist"],
  "cloudformation.DescribeStacks": ["ValidationError", "Stack with this id does not exist"],
  "cloudformation.DescribeStackEvents": ["ValidationError", "Stack with this id does not exist"],
};

/** The ARNs in the answer of a call that creates something, plain and as a form would carry them. */
function createdArns(answer: string): string[] {
  const arns = answer.match(
    /arn:[\w-]+:(?:cloudformation|states):[\w-]*:\d*:(?:stack|changeSet|execution)[\w/:.-]+/g,
  );
  return (arns ?? []).flatMap(arn => [arn, encodeURIComponent(arn)]);
}
