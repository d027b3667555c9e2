import { test } from "uvu";
import * as assert from "uvu/assert";
import { handler as findTweet } from "../../04-tweetbot/handlers/find-tweet.ts";
import { handler } from "./find-tweet.ts";

const input = { searchText: "AWS Step Functions", phoneNumber: "+1 555 444 6666" };
const days = 24 * 60 * 60;

test("finds what step 04 finds, and keeps it for 30 days, in whole epoch seconds", async () => {
  const before = Math.floor(Date.now() / 1000);
  const { expiresAt, ...found } = await handler(input);
  assert.equal(found, await findTweet(input));
  assert.ok(Number.isInteger(expiresAt), `${expiresAt} is no whole number`);
  assert.ok(expiresAt >= before + 30 * days && expiresAt <= Date.now() / 1000 + 30 * days, `${expiresAt}`);
});

test("errors keep their names", async () => {
  const error = await handler({ ...input, searchText: "" }).catch(error => error);
  assert.is(error.name, "InvalidSearchText");
});

test.run();
