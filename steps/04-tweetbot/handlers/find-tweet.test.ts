import { suite } from "uvu";
import * as assert from "uvu/assert";
import feed from "../../../lambdas/tweets.json" with { type: "json" };
import { startFakeSsm } from "../../../scripts/dev/testing/fake-ssm.ts";

const test = suite("find-tweet");

const searchText = "AWS Step Functions";
const phoneNumber = "+1 555 444 6666";

let ssm: Awaited<ReturnType<typeof startFakeSsm>>;
let handler: typeof import("./find-tweet.ts").handler;

test.before(async () => {
  ssm = await startFakeSsm({ "/workshop/x-bearer-token": "secret" });
  ({ handler } = await import("./find-tweet.ts"));
});

test.after(() => ssm.stop());

test.before.each(() => {
  delete process.env.X_BEARER_TOKEN_PARAMETER;
});

/** The name of the error that the handler throws. */
const errorName = (input: object) =>
  handler(input).then(
    () => assert.unreachable("the handler found a tweet"),
    error => error.name,
  );

test("finds the newest tweet, and passes on what was checked", async () => {
  const newest = feed
    .filter(({ text }) => text.includes(searchText))
    .map(({ createdAt }) => createdAt)
    .sort()
    .at(-1);
  const output = await handler({ searchText: ` ${searchText} `, phoneNumber });
  assert.is(output.tweet.createdAt, newest);
  assert.is(output.searchText, searchText);
  assert.is(output.phoneNumber, "+15554446666");
  assert.equal(Object.keys(output.tweet).sort(), ["author", "createdAt", "id", "text"]);
});

test("each thing that can be wrong with the input has its name", async () => {
  assert.is(await errorName({ searchText: "no tweet says this", phoneNumber }), "NoTweetFound");
  assert.is(await errorName({ searchText: "", phoneNumber }), "InvalidSearchText");
  assert.is(await errorName({ phoneNumber }), "InvalidSearchText");
  assert.is(await errorName({ searchText, phoneNumber: "555" }), "InvalidPhoneNumber");
  assert.is(await errorName({ searchText }), "InvalidPhoneNumber");
});

test("the input is checked before anything is searched", async () => {
  assert.is(await errorName({ searchText: "no tweet says this", phoneNumber: "555" }), "InvalidPhoneNumber");
});

test("searches X with the token of the parameter that the stack names", async () => {
  process.env.X_BEARER_TOKEN_PARAMETER = "/workshop/x-bearer-token";
  const realFetch = globalThis.fetch;
  let sent: Request | undefined;
  globalThis.fetch = async (...request) => {
    sent = new Request(...request);
    return Response.json({
      data: [{ id: "1", author_id: "2", text: "From X", created_at: "2026-11-21T10:00:00.000Z" }],
      includes: { users: [{ id: "2", username: "a_fan" }] },
    });
  };
  try {
    const { tweet } = await handler({ searchText, phoneNumber });
    assert.equal(tweet, { id: "1", author: "a_fan", text: "From X", createdAt: "2026-11-21T10:00:00.000Z" });
  } finally {
    globalThis.fetch = realFetch;
  }
  assert.is(new URL(sent?.url ?? "").origin, "https://api.x.com");
  assert.is(sent?.headers.get("authorization"), "Bearer secret");
});

test.run();
