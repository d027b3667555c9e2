import { test } from "uvu";
import * as assert from "uvu/assert";
import { maskPhoneNumber, parsePhoneNumber } from "./phone-number.ts";

test("removes the spaces, and takes E.164 as it is", () => {
  assert.is(parsePhoneNumber("+1 555 444 6666"), "+15554446666");
  assert.is(parsePhoneNumber("+15554446666"), "+15554446666");
  assert.is(parsePhoneNumber(" +44\u00a020\t7946 0018 "), "+442079460018");
  assert.is(parsePhoneNumber("+123456789012345"), "+123456789012345", "15 digits are the most");
});

for (const [what, value] of Object.entries({
  "no plus": "12025550143",
  "a national number": "0151 444 6666",
  "a country code of 0": "+05554446666",
  "16 digits": "+1234567890123456",
  "one digit": "+1",
  dashes: "+1-202-555-0143",
  letters: "+1202CALLNOW",
  "two numbers": "+12025550143\n+12025550144",
  "other digits": "+１２０２５５５０１４３",
  nothing: "",
  "no value": undefined,
  "a number": 12025550143,
})) {
  test(`refuses ${what}, without repeating it`, () => {
    const digits = String(value ?? "").replace(/\D/g, "");
    assert.throws(
      () => parsePhoneNumber(value),
      (error: Error) =>
        error.name === "InvalidPhoneNumber" &&
        error.message.includes("E.164") &&
        (digits.length < 3 || !error.message.replace(/\D/g, "").includes(digits)),
    );
  });
}

test("masks all but the plus and the last two digits", () => {
  assert.is(maskPhoneNumber("+15554446666"), "+*********66");
  assert.is(maskPhoneNumber("+1 555 444 6601"), "+*********01");
  assert.is(maskPhoneNumber("0151 4446667"), "*********67");
});

test.run();
