import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { searchX } from "./x-api.ts";

const test = suite("searchX");
const token = "AAAA-secret-bearer-token";

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => answer(request, response));
let baseUrl: string;

test.before(async () => {
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.after(() => {
  server.closeAllConnections();
  server.close();
});

const search = (timeoutMs = 5_000) => searchX('"AWS Step Functions" & more', token, { baseUrl, timeoutMs });

/** The error of a search, after checking that it gives away neither the token nor the server's words. */
async function failure(timeoutMs?: number): Promise<Error> {
  const error = await search(timeoutMs).then(
    () => assert.unreachable("the search succeeded"),
    error => error,
  );
  const everything = inspect(error, { depth: null, showHidden: true }) + error.stack;
  assert.not.match(everything, token);
  assert.not.match(everything, "server's words");
  return error;
}

test("asks as the X API v2 documents it", async () => {
  let seen: IncomingMessage | undefined;
  answer = (request, response) => {
    seen = request;
    response.end("{}");
  };
  await search();
  const url = new URL(seen?.url ?? "", baseUrl);
  assert.is(seen?.method, "GET");
  assert.is(url.pathname, "/2/tweets/search/recent");
  assert.equal(Object.fromEntries(url.searchParams), {
    query: '"AWS Step Functions" & more',
    max_results: "10",
    "tweet.fields": "author_id,created_at",
    expansions: "author_id",
    "user.fields": "username",
  });
  assert.is(seen?.headers.authorization, `Bearer ${token}`);
});

test("joins tweets and authors, and decodes the text", async () => {
  answer = (_, response) =>
    response.end(
      JSON.stringify({
        data: [
          {
            id: "2",
            author_id: "20",
            text: "a &lt;b&gt; &amp;amp; 👋",
            created_at: "2026-11-21T10:00:00.000Z",
          },
          { id: "1", author_id: "10", text: "older", created_at: "2026-11-20T10:00:00.000Z" },
        ],
        includes: { users: [{ id: "20", username: "a_fan" }] },
      }),
    );
  assert.equal(await search(), [
    { id: "2", author: "a_fan", text: "a <b> &amp; 👋", createdAt: "2026-11-21T10:00:00.000Z" },
    { id: "1", author: "10", text: "older", createdAt: "2026-11-20T10:00:00.000Z" },
  ]);
});

test("no match is no error here", async () => {
  answer = (_, response) => response.end('{"meta":{"result_count":0}}');
  assert.equal(await search(), []);
});

for (const [status, name] of [
  [400, "XApiRejected"],
  [401, "XApiUnauthorized"],
  [403, "XApiUnauthorized"],
  [429, "XApiRateLimited"],
  [500, "XApiUnavailable"],
  [503, "XApiUnavailable"],
] as const) {
  test(`HTTP ${status} is ${name}`, async () => {
    answer = (request, response) => {
      response.writeHead(status).end(`the server's words: ${request.headers.authorization}`);
    };
    assert.is((await failure()).name, name);
  });
}

test("a rate limit says when it resets", async () => {
  answer = (_, response) => response.writeHead(429, { "x-rate-limit-reset": "1795341600" }).end();
  assert.match((await failure()).message, "2026-11-22T10:00:00.000Z");
  answer = (_, response) => response.writeHead(429).end();
  assert.match((await failure()).message, "within 15 minutes");
});

test("no answer in time is XApiTimeout, before the headers and after", async () => {
  answer = () => {};
  const { name, message } = await failure(100);
  assert.is(name, "XApiTimeout");
  assert.match(message, "0.1 s");
  answer = (_, response) => response.writeHead(200).write("{");
  assert.is((await failure(100)).name, "XApiTimeout");
});

test("a broken connection or answer is XApiUnavailable", async () => {
  answer = request => request.destroy();
  assert.is((await failure()).name, "XApiUnavailable");
  answer = (_, response) => response.end("server's words");
  assert.is((await failure()).name, "XApiUnavailable");
});

test.run();
