import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Call, refusal } from "./call.ts";
import { startProxy } from "./proxy.ts";

const test = suite("proxy");

/** An STS that counts its calls, in the account that it answers. */
let calls = 0;
const server = createServer(async (request: IncomingMessage, response) => {
  await request.toArray();
  calls += 1;
  const result = `<GetCallerIdentityResult><Account>${calls}</Account></GetCallerIdentityResult>`;
  response.writeHead(200, { "content-type": "text/xml" });
  response.end(`<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`);
});
await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const proxy = await startProxy(endpoint);
const sts = new STSClient({
  endpoint: proxy.endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});

/** The account that a call is answered, or the name and status of the error. */
const ask = () =>
  sts.send(new GetCallerIdentityCommand({})).then(
    ({ Account = "" }) => Account,
    error => `${error.name} ${error.$metadata?.httpStatusCode}`,
  );

test.before.each(() => {
  calls = 0;
  proxy.counts.clear();
  proxy.onCall = () => undefined;
});

test("passes a call on, counted and with its name", async () => {
  const seen: Call[] = [];
  proxy.onCall = call => void seen.push(call);
  assert.equal([await ask(), await ask()], ["1", "2"]);
  assert.equal(
    seen.map(({ operation, nth, protocol }) => [operation, nth, protocol]),
    [
      ["sts.GetCallerIdentity", 1, "query"],
      ["sts.GetCallerIdentity", 2, "query"],
    ],
  );
  assert.equal([...proxy.counts], [["sts.GetCallerIdentity", 2]]);
});

test("answers in the target's place", async () => {
  proxy.onCall = call => refusal(call, "AccessDenied", "not you", 403);
  assert.is(await ask(), "AccessDenied 403");
  assert.is(calls, 0);
});

test("drops the connection, before the target has seen the call or after", async () => {
  proxy.onCall = () => "drop";
  assert.match(await ask(), /undefined$/);
  assert.is(calls, 0);
  proxy.onCall = async (_, pass) => {
    await pass();
    return "drop" as const;
  };
  assert.match(await ask(), /undefined$/);
  assert.is(calls, 1);
});

test("passes a call twice where a test wants that, and hands on either answer", async () => {
  proxy.onCall = async (_, pass) => {
    const first = await pass();
    await pass();
    return first;
  };
  assert.is(await ask(), "1");
  assert.is(calls, 2);
});

test("lets requests that are not signed pass unseen", async () => {
  proxy.onCall = () => "drop";
  assert.is((await fetch(proxy.endpoint, { method: "POST", body: "any" })).status, 200);
  assert.equal([...proxy.counts], []);
});

test("breaks the connection when the target is gone", async () => {
  const gone = await startProxy("http://127.0.0.1:9");
  const asked = await fetch(gone.endpoint).catch((error: Error) => error.message);
  gone.stop();
  assert.is(asked, "fetch failed");
});

test.after(() => {
  proxy.stop();
  server.close();
  server.closeAllConnections();
});

test.run();
