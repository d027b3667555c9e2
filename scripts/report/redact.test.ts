import { suite } from "uvu";
import * as assert from "uvu/assert";
import { keepSecret, redact } from "./redact.ts";

const test = suite("redact");

test("phone numbers are masked but for their last two digits", () => {
  assert.not.match(redact("to +1 555 444 6666"), "555");
  assert.match(redact("to +1 555 444 6666"), /66$/);
});

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
