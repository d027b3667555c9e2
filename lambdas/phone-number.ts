import { namedError } from "./named-error.ts";

/** ITU-T E.164: a plus, then a country code and a number of at most 15 digits together. */
const e164 = /^\+[1-9]\d{1,14}$/;

/**
 * Removes the spaces that people write in a phone number, and returns it as SNS wants it (E.164).
 * Throws `InvalidPhoneNumber`, without repeating the number: an error's message ends up in logs.
 */
export function parsePhoneNumber(value: unknown): string {
  const phoneNumber = typeof value === "string" ? value.replace(/\s/g, "") : "";
  if (!e164.test(phoneNumber)) {
    throw namedError(
      "InvalidPhoneNumber",
      "phoneNumber must be in E.164 form: a plus, the country code and the number, such as +1 555 444 6666.",
    );
  }
  return phoneNumber;
}

/** Hides all but the plus and the last two digits, for output and logs: `+*********66`. */
export function maskPhoneNumber(phoneNumber: string): string {
  return phoneNumber.replace(/\s/g, "").replace(/[^+](?=.{2})/gsu, "*");
}
