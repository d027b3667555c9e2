import { test } from "uvu";
import * as assert from "uvu/assert";
import { handler as findTweet } from "./handlers/find-tweet.ts";
import definition from "./tweetbot.asl.json" with { type: "json" };

const { States: states } = definition;
const catchers = states["Find Tweet"].Catch;

for (const [name, input] of [
  ["InvalidSearchText", { searchText: "", phoneNumber: "+1 555 444 6666" }],
  ["InvalidPhoneNumber", { searchText: "AWS", phoneNumber: "555" }],
] as const) {
  test(`${name} is caught, and ends with the words of the handler`, async () => {
    const error = await findTweet(input).catch(error => error);
    assert.is(error.name, name);
    const next = catchers.find(({ ErrorEquals }) => ErrorEquals.includes(name))?.Next;
    const fail = Object.entries(states).find(([state]) => state === next)?.[1] as Record<string, string>;
    assert.is(fail.Type, "Fail");
    assert.is(fail.Error, name);
    assert.is(fail.Cause, `${error.message} Nothing was sent.`);
  });
}

test("what another try cannot change is not retried, what it can is", () => {
  const retried = states["Find Tweet"].Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
  assert.equal(retried.filter(name => !name.startsWith("Lambda.")).sort(), [
    "XApiRateLimited",
    "XApiTimeout",
    "XApiUnavailable",
  ]);
  assert.not.ok("Retry" in states.Message, "an SMS is never sent twice");
});

test.run();
