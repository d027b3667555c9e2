import { type IncomingMessage, request } from "node:http";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startBoth, type TestEmulator } from "./emulators.ts";

interface Answer {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Send a request with exactly these headers, as a browser or an attacker could. */
function send(
  port: number,
  method: string,
  path: string,
  headers: [string, string][],
  body = "",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      method,
      path,
      headers: headers.flat(),
      setHost: false,
      agent: false,
    };
    const sent = request(options, response => {
      let text = "";
      response.setEncoding("utf8").on("data", part => {
        text += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: text }),
      );
    });
    sent.on("error", reject);
    sent.on("upgrade", () => reject(new Error("The connection was upgraded.")));
    sent.end(body);
  });
}

interface Context {
  emulators: { local: TestEmulator; plain: TestEmulator };
  stop(): Promise<void>;
}
const test = suite<Context>("Only this machine may call the local target");

test.before(async context => {
  const { local, plain, stop } = await startBoth();
  context.emulators = { local, plain };
  context.stop = stop;
});
test.after(async context => context.stop?.());

const json: [string, string] = ["content-type", "application/x-amz-json-1.0"];
const listStateMachines: [string, string] = ["x-amz-target", "AWSStepFunctions.ListStateMachines"];

/** The answer to a call of the API by both emulators: MiniStack without the additions is guarded as well. */
async function call(
  { local, plain }: Context["emulators"],
  headers: (port: number) => [string, string][],
  method = "POST",
): Promise<Answer> {
  const answers = [];
  for (const { port, instance } of [local, plain]) {
    const answer = await send(port, method, "/", [json, listStateMachines, ...headers(port)]);
    assert.is(answer.headers["x-workshop-instance"], instance);
    answers.push(answer);
  }
  const [first, second] = answers as [Answer, Answer];
  assert.is(first.status, second.status);
  return first;
}

const refused = (answer: Answer, what: string) => {
  assert.is(answer.status, 403, what);
  assert.ok(JSON.parse(answer.body).message, what);
  assert.is(answer.headers["access-control-allow-origin"], undefined, what);
};

test("pages from elsewhere are refused", async ({ emulators }) => {
  const foreign = [
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evil.example:4566",
    "http://localhost@evil.example",
    "http://10.0.0.1",
    "null",
    "",
    "file://",
    "chrome-extension://localhost",
  ];
  for (const origin of foreign) {
    const answer = await call(emulators, port => [
      ["host", `127.0.0.1:${port}`],
      ["origin", origin],
    ]);
    refused(answer, `Origin: ${origin}`);
  }
});

test("a rebound DNS name is refused", async ({ emulators }) => {
  const hosts = (port: number) => [
    `evil.example:${port}`,
    "evil.example",
    `127.0.0.1.evil.example:${port}`,
    `localhost.evil.example:${port}`,
    `evil.example@127.0.0.1:${port}x`,
    "localhost:port",
    "169.254.169.254",
    "0.0.0.0",
    "",
  ];
  for (const index of hosts(0).keys()) {
    const answer = await call(emulators, port => [["host", hosts(port)[index] as string]]);
    refused(answer, `Host: ${hosts(0)[index]}`);
  }
});

test("several origins, and no host at all, are refused", async ({ emulators }) => {
  const twice = await call(emulators, port => [
    ["host", `127.0.0.1:${port}`],
    ["origin", "http://localhost:3000"],
    ["origin", "http://localhost:3000"],
  ]);
  refused(twice, "two origins");
  // HTTP/1.1 itself demands a Host, so the server may answer before the guard does.
  const { status } = await send(emulators.local.port, "POST", "/", [json, listStateMachines], "{}");
  assert.ok(status === 400 || status === 403, `no host: ${status}`);
});

test("a preflight from elsewhere is refused, and one from this machine answered for its origin", async ({
  emulators,
}) => {
  const preflight = (origin: string) =>
    call(
      emulators,
      port => [
        ["host", `127.0.0.1:${port}`],
        ["origin", origin],
        ["access-control-request-method", "POST"],
        ["access-control-request-headers", "x-amz-target"],
      ],
      "OPTIONS",
    );
  refused(await preflight("https://evil.example"), "preflight");
  const answer = await preflight("http://localhost:3000");
  assert.is(answer.status, 200);
  assert.is(answer.headers["access-control-allow-origin"], "http://localhost:3000");
});

test("a form that another site posts is refused", async ({ emulators }) => {
  const { port } = emulators.local;
  const form: [string, string] = ["content-type", "application/x-www-form-urlencoded"];
  const host: [string, string] = ["host", `127.0.0.1:${port}`];
  const post = (...headers: [string, string][]) =>
    send(port, "POST", "/", [host, form, ...headers], "Action=ListTopics");
  refused(await post(["origin", "https://evil.example"]), "form");
  refused(await post(["sec-fetch-site", "cross-site"]), "form without an Origin");
  refused(await send(port, "GET", "/_ministack/health", [host, ["sec-fetch-site", "cross-site"]]), "image");
});

test("a web socket from elsewhere is refused", async ({ emulators }) => {
  const { port } = emulators.local;
  const socket = (origin: string, host: string) =>
    send(port, "GET", "/", [
      ["host", host],
      ["origin", origin],
      ["connection", "Upgrade"],
      ["upgrade", "websocket"],
      ["sec-websocket-version", "13"],
      ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ]);
  assert.is((await socket("https://evil.example", `127.0.0.1:${port}`)).status, 403);
  assert.is((await socket("http://localhost:3000", `abc.execute-api.evil.example:${port}`)).status, 403);
});

test("this machine is served, by any of its names", async ({ emulators }) => {
  const names = ["127.0.0.1", "127.1.2.3", "localhost", "LocalHost", "api.execute-api.localhost", "[::1]"];
  for (const name of names) {
    const answer = await call(emulators, port => [["host", `${name}:${port}`]]);
    assert.is.not(answer.status, 403, name);
    assert.is(answer.headers["access-control-allow-origin"], undefined, name);
  }
});

test("a page of this machine is served, and no other origin may read the answer", async ({ emulators }) => {
  for (const origin of ["http://localhost:3000", "https://127.0.0.1", "http://console.localhost"]) {
    const answer = await call(emulators, port => [
      ["host", `127.0.0.1:${port}`],
      ["origin", origin],
      ["sec-fetch-site", "cross-site"],
    ]);
    assert.is(answer.status, 200, origin);
    assert.is(answer.headers["access-control-allow-origin"], origin);
    assert.match(answer.headers.vary ?? "", /Origin/);
  }
});

test.run();
