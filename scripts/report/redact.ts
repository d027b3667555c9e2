import { maskPhoneNumber } from "../../lambdas/phone-number.ts";

/** A plus and at least seven digits, as people write phone numbers. */
const phoneNumbers = /\+\d(?:[ \u00a0-]?\d){6,14}/g;

/** Masks every phone number in a text but for its last two digits. */
export function redact(text: string): string {
  return text.replace(phoneNumbers, maskPhoneNumber);
}
