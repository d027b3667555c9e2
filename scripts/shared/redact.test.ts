import { suite } from "uvu";
import * as assert from "uvu/assert";
import { keepSecret, redact } from "./redact.ts";

const test = suite("redact");

for (const phone of [
  "+15554446666",
  "+1 555 444 6666",
  "+1-555-444-6666",
  "+1.555.444.6666",
  "+1 (555) 444-6666",
  "+44 (0) 20 7946 0066",
  "+44\u00a020\u00a07946\u00a00066",
  "+3546666",
  "+123456789012366",
]) {
  test(`masks ${phone} but for its last two digits`, () => {
    const masked = redact(`a ${phone}, b "${phone}" ${JSON.stringify({ phone })}`);
    assert.not.match(masked, /\d{3}|\d[ .\-()\u00a0]+\d/);
    assert.is(masked.match(/\+\S*\*66\b/g)?.length, 3, masked);
  });
}

test("masks what JSON names a phone number, in whatever notation and however deep", () => {
  const input = JSON.stringify({ searchText: "x 123", phoneNumber: "0151 444 66 67" });
  const masked = '{"searchText":"x 123","phoneNumber":"**********67"}';
  assert.is(redact(input), masked.replace("**********", "*********"));
  for (const text of [JSON.stringify({ input }), JSON.stringify({ a: JSON.stringify({ input }) })]) {
    assert.not.match(redact(text), "444");
    assert.match(redact(text), "*67");
    JSON.parse(redact(text));
  }
  assert.is(redact('"PhoneNumber" : "555 444 6666"'), '"PhoneNumber" : "********66"');
  assert.is(redact('"copyTo":"555 444 7777"'), '"copyTo":"********77"');
});

for (const text of [
  "arn:aws:states:us-east-1:123456789012:execution:sfw-ada-04-tweetbot:verify-0d897c99-141d-4093-8685-f155c916b00e",
  "2026-11-23T01:20:00.123Z",
  "2026-11-23 01:20:00+0100 2026-11-23",
  "2026-11-23T01:20:00+00:00",
  "1+1 = 2, +5 s, +123456",
  "http://127.0.0.1:4566/restapis/a1b2c3/dev",
  "1234567890",
  '"PhoneNumber.$": "$.phoneNumber"',
  '{"phoneNumber":{"S":"x"}}',
]) {
  test(`leaves ${text}`, () => assert.is(redact(text), text));
}

test("a secret is hidden wherever it stands, once it is known", () => {
  assert.is(redact("key=a.b*c"), "key=a.b*c");
  assert.is(keepSecret("a.b*c"), "a.b*c");
  assert.is(redact('key=a.b*c, "a.b*c", aXbYc'), 'key=***, "***", aXbYc');
});

test("an empty value is no secret", () => {
  keepSecret("");
  assert.is(redact("plain"), "plain");
});

test.run();
