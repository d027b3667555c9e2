import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { redact } from "../../shared/redact.ts";
import { headOf } from "../../site/page-head.ts";
import { explainTargetError } from "../../targets/explain.ts";
import type { Context } from "../context.ts";
import { pageDocument } from "../lesson/page.ts";
import { isTopic } from "../watch/topics.ts";
import type { Asset } from "./bundle.ts";
import { hasToken, refusalOf, securityHeaders } from "./guard.ts";
import { tellLive } from "./live.ts";
import { pictureCalled } from "./picture.ts";
import { changes, type Fields, looks, requests } from "./routes.ts";

/** The most that a request may say, in bytes: an input may have 256 KiB, and JSON in JSON has marks before its marks. */
const mostBytes = 1024 * 1024;

interface Options {
  /** 0 is a free one. */
  port: number;
  token: string;
  assets: () => Promise<Record<string, Asset>>;
}

/** Serves a console on loopback. Throws a UserError when the port can't be had. */
export async function serveConsole(
  context: Context,
  options: Options,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const { port } = server.address() as { port: number };
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refusal = refusalOf(request, port);
    if (refusal) return json(response, 403, { message: refusal });
    try {
      await respond(request, response, context, options);
    } catch (thrown) {
      fail(response, thrown);
    }
  });
  await listen(server, options.port);
  const { port } = server.address() as { port: number };
  return {
    port,
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  { token, assets }: Options,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const [, area, name = ""] = pathname.split("/");
  if (area === "assets") return void sendAsset(request, response, (await assets())[name]);
  if (area === "pictures") return void sendAsset(request, response, await pictureCalled(name));
  if (area !== "api")
    return void (isPage(request)
      ? sendPage(response)
      : json(response, 404, { message: "There is no such page." }));
  if (!hasToken(request, token))
    return void json(response, 401, { message: "Open the address that the command printed." });

  if (request.method === "GET" && name === "live") {
    const names = searchParams.getAll("topic");
    const unknown = names.find(name => !isTopic(name));
    if (unknown !== undefined) throw new UserError(`There is no topic "${unknown}".`, exitCodes.usage);
    const after = searchParams.getAll("after").map(Number);
    return void tellLive(
      response,
      context.poller,
      new Map(names.map((name, index) => [name, after[index] || 0])),
    );
  }
  if (request.method === "GET" && name === "page") {
    const html = await pageDocument(searchParams.get("name") ?? "");
    return void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
  }
  if (request.method === "GET" && Object.hasOwn(looks, name))
    return void json(response, 200, await looks[name]?.(context, fieldsOf(Object.fromEntries(searchParams))));
  if (request.method === "POST" && (Object.hasOwn(changes, name) || Object.hasOwn(requests, name))) {
    if (Object.hasOwn(changes, name) && !context.about.mayChange)
      return json(response, 403, {
        message: "Nothing may be changed here: start the console with --allow-changes.",
      });
    const route = changes[name] ?? requests[name];
    const result = await route?.(context, fieldsOf(await readBody(request)));
    context.poller.nudge();
    return void json(response, 200, result ?? {});
  }
  json(response, 404, { message: "There is no such call." });
}

const isPage = ({ method, url = "" }: IncomingMessage) =>
  method === "GET" && /^\/($|\?|(machines|executions|map-runs|lessons)\/)/.test(url);

/** The page itself: the same for all addresses, and without any data. */
function sendPage(response: ServerResponse): void {
  const head = headOf({
    title: "Step Functions Workshop",
    styles: ["/assets/console.css"],
    icon: "/assets/icon.svg",
  });
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`<!doctype html>
<html lang="en">
<head>
${head}
<script type="module" src="/assets/console.js"></script>
</head>
<body>
<noscript>The console needs JavaScript.</noscript>
</body>
</html>
`);
}

function sendAsset({ headers }: IncomingMessage, response: ServerResponse, asset: Asset | undefined): void {
  if (!asset) return void json(response, 404, { message: "There is no such file." });
  response.setHeader("cache-control", "no-cache"); // kept, and asked about each time
  response.setHeader("etag", asset.tag);
  if (headers["if-none-match"] === asset.tag) return void response.writeHead(304).end();
  response.writeHead(200, { "content-type": asset.type }).end(asset.body);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(redact(JSON.stringify(value)));
}

/** What a person can act on is told; anything else is a defect of ours, and printed where the command runs. */
function fail(response: ServerResponse, thrown: unknown): void {
  const error = explainTargetError(thrown);
  if (response.headersSent) return void response.destroy();
  if (error instanceof UserError)
    return void json(response, error.exitCode === exitCodes.usage ? 400 : 502, { message: error.message });
  process.stderr.write(`${redact(String((error as Error)?.stack ?? error))}\n`);
  json(response, 500, { message: "The console has a defect: the terminal where it runs says more." });
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? ""))
    throw new UserError("The body of this request is not JSON.", exitCodes.usage);
  let size = 0;
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new UserError("The body of this request is too large.", exitCodes.usage);
    chunks.push(chunk);
  }
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === "object" && body !== null) return body;
  } catch {}
  throw new UserError("The body of this request is not JSON.", exitCodes.usage);
}

function fieldsOf(values: Record<string, unknown>): Fields {
  const maybe = (name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
  };
  const field = (name: string) => {
    const value = maybe(name);
    if (value === undefined) throw new UserError(`The request lacks "${name}".`, exitCodes.usage);
    return value;
  };
  return Object.assign(field, { maybe });
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", error => reject(portError(error as NodeJS.ErrnoException, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  const reason = error.code === "EADDRINUSE" ? "another program uses it" : "the system does not allow it";
  return new UserError(
    `Port ${port} can't be had: ${reason}. Choose another one with --port.`,
    exitCodes.usage,
  );
}
