import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type Answer, type Call, callOf } from "./call.ts";

/** Sends a call to the target, once more each time, with its own body or with another one, and returns the answer. */
export type Pass = (body?: string) => Promise<Answer>;

/** What a test does with a call: nothing, so that it passes; an answer of its own; or it drops the connection. */
export type OnCall = (call: Call, pass: Pass) => Reaction | Promise<Reaction>;
export type Reaction = Answer | "drop" | undefined;

/** What a test does with a request that has no signature, such as one to a deployed REST API. */
export type OnRequest = (request: PlainRequest, pass: Pass) => Reaction | Promise<Reaction>;
export type PlainRequest = Pick<Call, "method" | "path" | "headers" | "body">;

export interface TestProxy {
  endpoint: string;
  /** How often each operation was called, for example `cloudformation.DeleteStack`. */
  counts: Map<string, number>;
  /** A test may set another one at any time. */
  onCall: OnCall;
  stop(): void;
}

/**
 * Puts a proxy on loopback between AWS SDK clients and an endpoint, to count the calls and to play tricks on them.
 * Requests without a signature are not calls of an AWS API: they are not counted, and pass by default.
 */
export async function startProxy(
  endpoint: string,
  onCall: OnCall = () => undefined,
  onRequest: OnRequest = () => undefined,
): Promise<TestProxy> {
  const counts = new Map<string, number>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const pass: Pass = other => forward(endpoint, request, other === undefined ? body : Buffer.from(other));
    const reaction = await react(request, body.toString(), pass);
    if (reaction === "drop") request.socket.destroy();
    else send(response, reaction ?? (await pass()));
  }

  async function react(request: IncomingMessage, body: string, pass: Pass): Promise<Reaction> {
    const { method = "GET", url: path = "/", headers } = request;
    const unsent = callOf(request, body);
    if (!unsent) return await onRequest({ method, path, headers, body }, pass);
    const nth = (counts.get(unsent.operation) ?? 0) + 1;
    counts.set(unsent.operation, nth);
    return await proxy.onCall({ ...unsent, nth }, pass);
  }

  const server = createServer((request, response) => {
    // The target does not answer, or the test has failed: the client sees a broken connection.
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy: TestProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    counts,
    onCall,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;
}

async function forward(endpoint: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const answer = await fetch(new URL(request.url ?? "/", endpoint), {
    method: request.method ?? "GET",
    headers: forwarded(request.headers),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, forwarded(headers)).end(body);
}

/** Without the headers that `fetch` and the server set themselves; `fetch` gives bodies decoded. */
function forwarded(headers: IncomingHttpHeaders): Record<string, string> {
  const own = /^(connection|content-length|content-encoding|transfer-encoding|keep-alive|expect)$/i;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.test(name))) as Record<
    string,
    string
  >;
}
