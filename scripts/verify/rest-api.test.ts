import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { freePort } from "../machine/port.ts";
import { isOutage } from "../targets/explain.ts";
import { type Answer, askUntil, type Call, inShort, isOpen, restApi, untilOpen } from "./rest-api.ts";

const test = suite("REST API");

const forbidden = { status: 403, body: { message: "Forbidden" } };
const failed = { status: 500, body: { message: "Internal server error" } };
const notYetAllowed = {
  status: 400,
  body: {
    message: "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: states:DescribeExecution",
  },
};
const open = { status: 400, body: { message: "Execution Does Not Exist" } };
const noSuchHost = Object.assign(new Error("getaddrinfo ENOTFOUND a1.execute-api"), { code: "ENOTFOUND" });

const probe = { endpoint: "POST /action/status", body: { executionArn: "arn" } };

/** An API that answers, or throws, one after the other; the last answer lasts. Counts the calls. */
function api(...answers: (Answer | Error)[]) {
  const calls: unknown[] = [];
  const call: Call = async (endpoint, request) => {
    const answer = answers[Math.min(calls.length, answers.length - 1)] as Answer | Error;
    calls.push([endpoint, request?.body]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { call, calls };
}

const patient = { pollMs: 1, lagMs: 60_000, settleMs: 10_000 };

for (const [what, answer] of Object.entries({
  "its host is not in DNS": noSuchHost,
  "it does not know its key": forbidden,
  "it can't assume its role": failed,
  "its role is not known to allow the call": notYetAllowed,
})) {
  test(`a new API is waited for while ${what}`, async () => {
    const { call, calls } = api(answer, open, answer, open, open, answer, open);
    await untilOpen(call, probe, patient);
    assert.is(calls.length, 9, "until it has been open three times in a row");
    assert.equal(calls[0], ["POST /action/status", { executionArn: "arn" }]);
  });
}

test("one that stays closed is given up, without an error", async () => {
  const { call, calls } = api(noSuchHost);
  const started = Date.now();
  await untilOpen(call, probe, { ...patient, lagMs: 200 });
  assert.ok(Date.now() - started >= 200);
  assert.ok(calls.length > 1);
});

test("one that wants a key where there is none is waited for until its host answers", async () => {
  const noKey = "Forbidden: no key was sent, since template.yaml has no output ApiKeyId";
  const { call, calls } = api(noSuchHost, { status: 403, body: { message: noKey } });
  await untilOpen(call, probe, patient);
  assert.is(calls.length, 4);
});

test("one that has no method yet is waited for until its host answers", async () => {
  const { call, calls } = api(noSuchHost, forbidden);
  await untilOpen(call, probe, patient, () => true);
  assert.is(calls.length, 4);
});

test("where everything is known at once, neither an API nor an answer is waited for", async () => {
  const { call, calls } = api(failed);
  const local = { ...patient, settleMs: 0 };
  await untilOpen(call, probe, local);
  assert.is(calls.length, 0);
  assert.equal(await askUntil(() => call("GET /hello"), isOpen, local), failed);
  assert.is(calls.length, 1);
});

test("what may be old is asked for again until it is there", async () => {
  const status = (status: string) => ({ status: 200, body: { status } });
  const { call, calls } = api(open, status("RUNNING"), status("ABORTED"));
  const ask = () => call("POST /action/status");
  const answer = await askUntil(ask, ({ body }) => body.status === "ABORTED", patient);
  assert.is(answer.body.status, "ABORTED");
  assert.is(calls.length, 3);
});

test("that nothing answers is an outage, with the network's own reason", async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const error = await restApi(
    url,
    "key",
  )("GET /hello").then(
    () => assert.unreachable("something answers"),
    error => error,
  );
  assert.is(error.code, "ECONNREFUSED");
  assert.ok(isOutage(error));
});

/** An API with one method, which wants a key, as API Gateway answers. */
const server = createServer((request, response) => {
  if (request.url !== "/hello") {
    response.statusCode = 403;
    response.end('{"message":"Missing Authentication Token"}');
    return;
  }
  response.statusCode = request.headers["x-api-key"] === "right" ? 200 : 403;
  response.end(response.statusCode === 200 ? "{}" : '{"message":"Forbidden"}');
});
await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
test.after(() => void server.close());

test("whoever is refused without a key of their own is told that none was sent; with a key it is the key", async () => {
  const answers = [
    await restApi(url, "")("GET /hello"),
    await restApi(url, "")("GET /hello", { key: "" }),
    await restApi(url, "wrong")("GET /hello"),
    await restApi(url, "right")("GET /hello"),
    await restApi(url, "right")("GET /hello", { key: "" }),
    await restApi(url, "")("GET /else"),
  ];
  assert.equal(
    answers.map(answer => inShort(answer)),
    [
      "403: Forbidden: no key was sent, since template.yaml has no output ApiKeyId",
      "403: Forbidden",
      "403: Forbidden",
      "200 {}",
      "403: Forbidden",
      "403: Missing Authentication Token",
    ],
  );
});

test("an answer in short has the fields that were looked for, or what is there instead", () => {
  const started = { status: 200, body: { executionArn: "arn", startDate: 1 } };
  assert.is(inShort(started, "executionArn", "startDate", "stopDate"), "200 with executionArn, startDate");
  assert.is(inShort({ status: 200, body: { message: "no" } }, "stopDate"), '200 {"message":"no"}');
  assert.is(inShort({ status: 200, body: "x".repeat(200) }), `200 "${"x".repeat(119)}…`);
  assert.is(inShort({ status: 400, body: { message: "no", more: 1 } }), '400 {"message":"no","more":1}');
});

test.run();
