import { test } from "uvu";
import * as assert from "uvu/assert";
import { parsePatience } from "./patience.ts";

test("a person gets an hour to take a question up, and a day to decide", () => {
  assert.equal(parsePatience(undefined), { heartbeatSeconds: 3600, timeoutSeconds: 86_400 });
});

test("who is in a hurry may ask for less, in one or in both", () => {
  assert.equal(parsePatience({ heartbeatSeconds: 20 }), { heartbeatSeconds: 20, timeoutSeconds: 86_400 });
  assert.equal(parsePatience({ heartbeatSeconds: 1, timeoutSeconds: 2, note: "x" }), {
    heartbeatSeconds: 1,
    timeoutSeconds: 2,
  });
});

for (const wrong of [
  null,
  "an hour",
  60,
  { heartbeatSeconds: 0 },
  { heartbeatSeconds: -1 },
  { heartbeatSeconds: 1.5 },
  { heartbeatSeconds: "60" },
  { heartbeatSeconds: null },
  { heartbeatSeconds: 60, timeoutSeconds: 60 },
  { timeoutSeconds: 60 },
  { timeoutSeconds: 86_401 },
]) {
  test(`${JSON.stringify(wrong)} is no patience`, () => {
    assert.throws(
      () => parsePatience(wrong),
      (error: Error) => error.name === "InvalidPatience",
    );
  });
}

test.run();
