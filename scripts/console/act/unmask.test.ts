import { suite } from "uvu";
import * as assert from "uvu/assert";
import { redact } from "../../shared/redact.ts";
import { unmask } from "./unmask.ts";

const test = suite("unmask");

const masked = (value: unknown) => JSON.parse(redact(JSON.stringify(value)));
const original = {
  phoneNumber: "+1 555 444 6666",
  more: [{ phoneNumber: "+1 555 333 6666" }],
  text: "hello",
};

test("what is left as it was becomes what it was", () => {
  assert.not.equal(masked(original), original);
  assert.equal(unmask(masked(original), [original]), original);
});

test("two numbers that look alike when masked keep their places", () => {
  const { phoneNumber, more } = unmask(masked(original), [original]) as typeof original;
  assert.equal([phoneNumber, more[0]?.phoneNumber], ["+1 555 444 6666", "+1 555 333 6666"]);
});

test("what was changed, moved or typed is taken as it is meant", () => {
  const other = { phoneNumber: "+1 555 222 9999", text: masked(original).phoneNumber, n: 1, none: null };
  assert.equal(unmask(other, [{ phoneNumber: "+1 555 444 6666" }]), {
    phoneNumber: "+1 555 222 9999",
    text: "+1 555 444 6666",
    n: 1,
    none: null,
  });
});

test("a masked number that nobody knows stays masked", () => {
  assert.equal(unmask({ phoneNumber: "+*********11" }, [original]), { phoneNumber: "+*********11" });
});

test.run();
