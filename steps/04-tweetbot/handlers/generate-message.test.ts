import { test } from "uvu";
import * as assert from "uvu/assert";
import { handler } from "./generate-message.ts";

const tweet = { id: "1", author: "a_fan", text: "I like it", createdAt: "2026-11-21T10:00:00.000Z" };

test("writes the message, and says what it takes to send", async () => {
  assert.equal(await handler({ tweet }), {
    text: 'Good news! @a_fan tweeted: "I like it"',
    encoding: "GSM-7",
    segments: 1,
  });
  assert.equal(await handler({ tweet: { ...tweet, text: `${"I like it ".repeat(5)}☕` } }), {
    text: `Good news! @a_fan tweeted: "${"I like it ".repeat(5)}☕"`,
    encoding: "UCS-2",
    segments: 2,
  });
});

test.run();
