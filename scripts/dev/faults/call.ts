import type { IncomingMessage } from "node:http";

/** A call of an AWS API. */
export interface Call {
  /** The service and the operation, for example `states.StartExecution`. */
  operation: string;
  /** Counts the calls of this operation, from 1. */
  nth: number;
  protocol: "query" | "json" | "rest-json" | "rest-xml";
  /** Whether it is a read of a service whose reads are eventually consistent. */
  reads: boolean;
  /** The same for calls that ask for the same. */
  key: string;
}

/** S3 and DynamoDB, for example, are left out: what the scripts read there is never old. */
const eventuallyConsistent = ["cloudformation", "iam", "logs", "states"];

/** The call that a request makes; undefined for a request that is not signed as AWS's APIs want it. */
export function callOf({ method, url = "/", headers }: IncomingMessage, body: string): Call | undefined {
  const [, service] =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "") ?? [];
  if (!service) return undefined;
  const target = headers["x-amz-target"];
  const action = new URLSearchParams(body).get("Action");
  const name = typeof target === "string" ? target.split(".").at(-1) : (action ?? `${method} ${url}`);
  const rest = service === "s3" ? "rest-xml" : "rest-json";
  return {
    operation: `${service}.${name}`,
    nth: 0,
    protocol: target ? "json" : action ? "query" : rest,
    reads: eventuallyConsistent.includes(service) && /^(Describe|Filter|Get|List)/.test(name ?? ""),
    key: `${service} ${method} ${url} ${name} ${body}`,
  };
}
