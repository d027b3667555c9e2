import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { maxAttempts, type RetryMode, retryStrategy, silentAttempts } from "./retries.ts";

const test = suite("retries");

/** What the n-th call meets: silence, a connection that breaks, or this answer. */
type Answer = { status: number; body: string };
let answerTo: (nth: number) => Answer | "silence" | "break" = () => "silence";
let calls = 0;

const xml = (status: number, body: string): Answer => ({ status, body });
const throttled = xml(400, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>");
const failed = xml(500, "<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>");
const fine = xml(200, "<GetCallerIdentityResponse/>");

const server = createServer(async (request, response: ServerResponse) => {
  await request.toArray();
  calls += 1;
  const answer = answerTo(calls);
  if (answer === "silence") return;
  if (answer === "break") return void request.socket.destroy();
  response.writeHead(answer.status, { "content-type": "text/xml" }).end(answer.body);
});
await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

interface Asked {
  mode?: RetryMode;
  /** Milliseconds that an answer may take: by default, far more than it takes on a busy machine. */
  timeoutMs?: number;
}

/** Makes one call; returns the name of its error, or "answered", and how often it was tried. */
async function ask(answers: typeof answerTo, { mode = "standard", timeoutMs = 1_000 }: Asked = {}) {
  calls = 0;
  answerTo = answers;
  const sts = new STSClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts,
    retryStrategy: retryStrategy(mode),
    requestHandler: new NodeHttpHandler({ requestTimeout: timeoutMs, throwOnRequestTimeout: true }),
  });
  const outcome = await sts.send(new GetCallerIdentityCommand({})).then(
    () => "answered",
    (error: Error) => error.name,
  );
  sts.destroy();
  return [outcome, calls];
}

// The SDK waits for a random part of its delays: none of it here.
const { random } = Math;
test.before(() => {
  Math.random = () => 0;
});

test("a target that stays silent is given up after a few attempts", async () => {
  for (const mode of ["standard", "adaptive"] as const)
    assert.equal(await ask(() => "silence", { mode, timeoutMs: 50 }), ["TimeoutError", silentAttempts]);
});

test("a call that is refused for now has many attempts", async () => {
  assert.equal(await ask(() => throttled), ["Throttling", maxAttempts]);
  assert.equal(await ask(() => failed), ["InternalFailure", maxAttempts]);
  assert.equal(await ask(() => "break"), ["TimeoutError", maxAttempts]);
  assert.equal(await ask(nth => (nth < maxAttempts ? throttled : fine)), ["answered", maxAttempts]);
});

test("a silence among refusals does not end a call, and refusals do not count as silence", async () => {
  const answers = (nth: number) =>
    nth === 2 || nth === 4 ? "silence" : nth < maxAttempts ? throttled : fine;
  assert.equal(await ask(answers), ["answered", maxAttempts]);
});

test.after(() => {
  Math.random = random;
  server.close();
  server.closeAllConnections();
});

test.run();
