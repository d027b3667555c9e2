import { request } from "node:http";
import { text } from "node:stream/consumers";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { answersBeyondLoopback } from "../../dev/testing/loopback.ts";
import { UserError } from "../../shared/errors.ts";
import type { Target } from "../../targets/index.ts";
import type { Context } from "../context.ts";
import { openLessons } from "../lesson/lessons.ts";
import type { Message } from "../messages.ts";
import { openPoller, type Topic } from "../watch/poller.ts";
import { serveConsole } from "./serve.ts";

const test = suite("serve");

const token = "the-token";
const about = {
  target: { kind: "local", title: "a <test>", region: "us-east-1", account: "000000000000" },
  learner: "ada",
  mayChange: true,
} as const;

/** What the target was asked, and what it answers. */
const sent: unknown[] = [];
let answerOfTarget: () => unknown = () => ({});

const target = {
  client: () => ({
    send: async (command: { input: unknown }) => {
      sent.push(command.input);
      return answerOfTarget();
    },
  }),
} as unknown as Target;

const topic: Topic = {
  async look(tell) {
    tell({ kind: "machines", topic: "machines", machines: [] });
    return 60_000;
  },
  known: () => [],
};

const lessons = openLessons({ learner: "ada", values: {} }, false);
const context: Context = { about, target, poller: openPoller(() => topic), lessons };
const assets = async () => ({
  "console.js": { type: "text/javascript", body: Buffer.from("1"), tag: '"t"' },
});
const server = await serveConsole(context, { port: 0, token, assets });

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Asks the server as no browser would, if need be. */
function ask(path: string, { method = "GET", headers = {}, body }: Asked = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const outgoing = request(
        { host: "127.0.0.1", port: server.port, path, method, headers, agent: false },
        async response =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: await text(response),
          }),
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    },
  );
}

const withToken = { "x-console-token": token };
const change = (name: string, body: unknown, headers: Record<string, string> = withToken) =>
  ask(`/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("the page is the same for each address, and has no data and no code in it", async () => {
  const pages = await Promise.all(
    ["/", "/executions/x", "/machines/x", "/map-runs/x"].map(path => ask(path)),
  );
  for (const { status, headers, text } of pages) {
    assert.is(status, 200);
    assert.is(text, pages[0]?.text);
    assert.match(String(headers["content-security-policy"]), "default-src 'none'");
    assert.not.match(text, /<script(?![^>]* src=)|<style|style=|\son\w+=|the-token|000000000000/);
  }
});

test("other addresses lead nowhere", async () => {
  for (const path of ["/x", "/assets/x", "/../package.json", "/%2e%2e/x", "/executionsx"])
    assert.is((await ask(path)).status, 404, path);
  assert.is((await ask("/", { method: "POST" })).status, 404);
  for (const name of ["x", "constructor", "__proto__", "start"])
    assert.is((await ask(`/api/${name}`, { headers: withToken })).status, 404, name);
  assert.is((await change("about", {})).status, 404);
});

test("a page of the docs is a document without code, for those with the token", async () => {
  assert.is((await ask("/api/page?name=01-starter")).status, 401);
  const { status, headers, text } = await ask("/api/page?name=01-starter", { headers: withToken });
  assert.is(status, 200);
  assert.match(String(headers["content-type"]), "text/html");
  assert.match(text, '<a href="/lessons/02-api">');
  assert.match(text, '<img src="/pictures/01-starter.webp"');
  assert.not.match(text, /<script|\son\w+=|style=/);
  for (const name of ["../README", "x", ""]) {
    const refused = await ask(`/api/page?name=${encodeURIComponent(name)}`, { headers: withToken });
    assert.is(refused.status, 400, name);
  }
});

test("of the pictures, only those of the docs are served", async () => {
  assert.is((await ask("/pictures/console.webp")).headers["content-type"], "image/webp");
  for (const name of ["x.webp", "..%2f..%2fpackage.json", "%2e%2e", "console.webp%00"])
    assert.is((await ask(`/pictures/${name}`)).status, 404, name);
});

test("files are kept by browsers until they change", async () => {
  const first = await ask("/assets/console.js");
  assert.equal([first.status, first.text, first.headers.etag], [200, "1", '"t"']);
  assert.is((await ask("/assets/console.js", { headers: { "if-none-match": '"t"' } })).status, 304);
});

test("it answers on loopback alone", async () => {
  assert.equal(await answersBeyondLoopback(server.port), []);
});

test("nothing is told and nothing changed without the token", async () => {
  sent.length = 0;
  for (const headers of [{}, { "x-console-token": "the-toke" }, { "x-console-token": "" }]) {
    for (const name of ["about", "live?topic=machines", "texts?execution=x"])
      assert.is((await ask(`/api/${name}`, { headers })).status, 401, name);
    assert.is((await change("stop", { execution: "x" }, headers)).status, 401);
  }
  assert.equal(sent, []);
  assert.equal(JSON.parse((await ask("/api/about", { headers: withToken })).text), about);
});

test("pages from elsewhere are refused, with the token, too", async () => {
  const foreign = [
    { host: "evil.example" },
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign) {
    assert.is((await ask("/api/about", { headers: { ...withToken, ...headers } })).status, 403);
    assert.is((await change("stop", { execution: "x" }, { ...withToken, ...headers })).status, 403);
  }
});

test("no answer may be read by another origin", async () => {
  const preflight = { origin: "https://evil.example", "access-control-request-method": "POST" };
  const { status, headers } = await ask("/api/stop", { method: "OPTIONS", headers: preflight });
  assert.is(status, 403);
  assert.is(headers["access-control-allow-origin"], undefined);
});

test("what is wrong with a request is said in a sentence", async () => {
  const problems: [Promise<{ status: number; text: string }>, RegExp][] = [
    [change("stop", {}), /lacks "execution"/],
    [change("stop", "not JSON"), /is not JSON/],
    [change("stop", "[1]", { ...withToken, "content-type": "text/plain" }), /is not JSON/],
    [change("stop", `"${"x".repeat(1_100_000)}"`), /too large/],
    [change("start", { machine: "m", input: "{" }), /input is not JSON/],
    [change("answer", { execution: "e", event: 1, kind: "x" }), /no answer to a task/],
    [ask("/api/live?topic=passwords", { headers: withToken }), /no topic/],
  ];
  for (const [asked, words] of problems) {
    const { status, text } = await asked;
    assert.is(status, 400);
    assert.match(JSON.parse(text).message, words);
  }
});

test("a refusal of the target is told, with its reason", async () => {
  answerOfTarget = () => {
    throw Object.assign(new Error("User: x is not authorized"), {
      name: "AccessDeniedException",
      $metadata: {},
    });
  };
  const { status, text } = await change("stop", { execution: "x" });
  assert.is(status, 502);
  assert.match(JSON.parse(text).message, "the identity may not do that");
  answerOfTarget = () => ({});
});

test("an execution is stopped, with who did so", async () => {
  sent.length = 0;
  assert.is((await change("stop", { execution: "arn" })).status, 200);
  assert.equal(sent, [
    { executionArn: "arn", error: "Workshop.Stopped", cause: "Stopped in the workshop's console." },
  ]);
});

test("phone numbers are masked in all that is told", async () => {
  answerOfTarget = () => ({ definition: '{"Comment":"+1 555 444 6666"}' });
  const { text } = await ask("/api/machine?machine=x", { headers: withToken });
  assert.not.match(text, "444");
  assert.match(text, "66");
  answerOfTarget = () => ({});
});

test("where nothing may be changed, nothing is, and looking goes on", async () => {
  const readOnly = await serveConsole(
    { ...context, about: { ...about, mayChange: false } },
    { port: 0, token, assets },
  );
  sent.length = 0;
  for (const name of ["start", "stop", "answer", "check"]) {
    const response = await fetch(`http://127.0.0.1:${readOnly.port}/api/${name}`, {
      method: "POST",
      headers: { ...withToken, "content-type": "application/json" },
      body: '{"execution":"x","machine":"x","input":"{}","step":"01"}',
    });
    assert.is(response.status, 403);
    assert.match(await response.text(), "--allow-changes");
  }
  assert.equal(sent, []);
  assert.is((await fetch(`http://127.0.0.1:${readOnly.port}/api/about`, { headers: withToken })).status, 200);
  await readOnly.close();
});

test("a tab hears until it closes, and then nothing is looked at", async () => {
  const closed = new AbortController();
  const { body } = await fetch(`http://127.0.0.1:${server.port}/api/live?topic=machines`, {
    headers: withToken,
    signal: closed.signal,
  });
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let heard = "";
  while (!heard.includes("machines")) heard += Buffer.from((await reader.read()).value ?? []).toString();
  const messages = heard
    .split("\n\n")
    .filter(Boolean)
    .map((line): Message => JSON.parse(line.replace("data: ", "")));
  assert.equal(
    messages.map(({ kind }) => kind),
    ["health", "machines"],
  );
  assert.is(context.poller.isAtWork(), true);
  closed.abort();
  while (context.poller.isAtWork()) await new Promise(resolve => setTimeout(resolve, 10));
});

test("a port that is taken is told", async () => {
  const error = await serveConsole(context, { port: server.port, token, assets }).catch(error => error);
  assert.instance(error, UserError);
  assert.match(error.message, `Port ${server.port} can't be had: another program uses it.`);
});

test.after(() => server.close());

test.run();
