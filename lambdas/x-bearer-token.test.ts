import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startFakeSsm } from "../scripts/dev/testing/fake-ssm.ts";

const test = suite("bearerToken");

const parameters: Record<string, string> = {};
let ssm: Awaited<ReturnType<typeof startFakeSsm>>;
let bearerToken: (name: string) => Promise<string>;

test.before(async () => {
  ssm = await startFakeSsm(parameters);
  ({ bearerToken } = await import("./x-bearer-token.ts"));
});

test.after(() => ssm.stop());

test("a parameter that is missing is SSM's named error, and is asked for again", async () => {
  assert.is(await bearerToken("/workshop/late").catch(error => error.name), "ParameterNotFound");
  parameters["/workshop/late"] = "token";
  assert.is(await bearerToken("/workshop/late"), "token");
});

test("the token is read once, decrypted, and again when it may have been rotated", async () => {
  const now = Date.now;
  ssm.requests.length = 0;
  try {
    parameters["/workshop/token"] = "first";
    assert.is(await bearerToken("/workshop/token"), "first");
    parameters["/workshop/token"] = "second";
    assert.is(await bearerToken("/workshop/token"), "first");
    assert.equal(ssm.requests, [{ Name: "/workshop/token", WithDecryption: true }]);

    const later = now() + 5 * 60_000 + 1;
    Date.now = () => later;
    assert.is(await bearerToken("/workshop/token"), "second");
  } finally {
    Date.now = now;
  }
});

test.run();
