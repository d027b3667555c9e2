import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** A call of an AWS API. */
export interface Call {
  service: string;
  /** The service and the operation, for example `states.StartExecution`; of a REST API, the method and the path. */
  operation: string;
  /** Counts the calls of this operation, from 1. */
  nth: number;
  protocol: "query" | "json" | "rest-json" | "rest-xml";
  method: string;
  /** The URL's path, with its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer to a call, the target's or one in its place. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string | Buffer;
}

/** The call that a request makes; undefined for a request that is not signed as AWS's APIs want it. */
export function callOf(request: IncomingMessage, body: string): Omit<Call, "nth"> | undefined {
  const { method = "GET", url: path = "/", headers } = request;
  const [, service] =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "") ?? [];
  if (!service) return undefined;
  const target = headers["x-amz-target"];
  const action = new URLSearchParams(body).get("Action");
  const name = typeof target === "string" ? target.split(".").at(-1) : (action ?? `${method} ${path}`);
  const rest = service === "s3" ? "rest-xml" : "rest-json";
  const protocol = target ? "json" : action ? "query" : rest;
  return { service, operation: `${service}.${name}`, protocol, method, path, headers, body };
}

/**
 * An error as the call's service answers it, in the shape of its protocol.
 * https://smithy.io/2.0/aws/protocols/index.html
 */
export function refusal({ protocol }: Call, code: string, message: string, status = 400): Answer {
  const xml = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const [type, body] = {
    query: ["text/xml", `<ErrorResponse>${xml}<RequestId>0</RequestId></ErrorResponse>`],
    "rest-xml": ["application/xml", xml],
    json: ["application/x-amz-json-1.0", JSON.stringify({ __type: code, message })],
    "rest-json": ["application/json", JSON.stringify({ message })],
  }[protocol] as [string, string];
  return { status, headers: { "content-type": type, "x-amzn-errortype": code }, body };
}

/** How a call ends for a client: the name of its error, or "no error". */
export async function outcome(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => "no error",
    error => error.name,
  );
}
