import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A call of an AWS API as it passes the proxy. */
export interface Call {
  /** Its name, such as `DeleteStack`; an HTTP method for S3. */
  action: string;
  /** The path of the URL, which tells the calls of REST APIs apart. */
  path: string;
  body: string;
  headers: IncomingHttpHeaders;
}

/** An answer in the target's place. */
export interface Answer {
  status: number;
  body: string;
}

export interface TestProxy {
  endpoint: string;
  /** How often each action was called. */
  counts: Map<string, number>;
  /** Called before each call is passed on; an answer of its own keeps the call from the target. */
  onCall: (call: Call) => Promise<Answer | undefined> | Answer | undefined;
  stop(): Promise<void>;
}

/** Puts a proxy on loopback before an emulator, to count its calls and to play tricks on them. */
export async function startProxy(endpoint: string): Promise<TestProxy> {
  const counts = new Map<string, number>();
  const { hostname, port } = new URL(endpoint);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", chunk => chunks.push(chunk));
    incoming.on("end", async () => {
      const body = Buffer.concat(chunks);
      const { headers, method = "", url = "/" } = incoming;
      const text = body.toString();
      const call = { action: actionOf(headers, text, method), path: url, body: text, headers };
      counts.set(call.action, (counts.get(call.action) ?? 0) + 1);
      const own = await proxy.onCall(call);
      if (own) return void outgoing.writeHead(own.status, { "content-type": "text/xml" }).end(own.body);
      const onward = request({ hostname, port, method, path: url, headers }, answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const proxy: TestProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    onCall: () => undefined,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function actionOf(headers: IncomingHttpHeaders, body: string, method: string): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1) ?? "";
  return new URLSearchParams(body).get("Action") ?? method;
}

/** An error as CloudFormation, IAM and STS answer it. */
export function refusal(Code: string, Message: string, status = 400): Answer {
  const error = `<Error><Type>Sender</Type><Code>${Code}</Code><Message>${Message}</Message></Error>`;
  return { status, body: `<ErrorResponse>${error}<RequestId>0</RequestId></ErrorResponse>` };
}
