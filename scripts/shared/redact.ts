import { maskPhoneNumber } from "../../lambdas/phone-number.ts";

/**
 * A plus and at least seven digits, as people write phone numbers. No country code starts with 0, but time zones do.
 */
const phoneNumbers = /\+[1-9](?:[ \u00a0().-]{0,3}\d){6,14}/g;

/** What JSON gives as a phone number, in whatever notation: an execution's input is shown, right or wrong. */
const namedPhoneNumbers = /(\\*"(?:phoneNumber|copyTo)\\*"\s*:\s*\\*")([^"\\]+)/gi;

const secrets = new Set<string>();

/** From now on hides a value in everything that is printed. Returns the value. */
export function keepSecret(value: string): string {
  if (!value) return value;
  secrets.add(value);
  // GitHub masks it in the logs of the whole job. On stderr, since stdout may be a file: a JSON document, say.
  if (process.env.GITHUB_ACTIONS) process.stderr.write(`::add-mask::${value}\n`);
  return value;
}

/** Hides secrets in a text, and all but the last two digits of a phone number. */
export function redact(text: string): string {
  const open = [...secrets].reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  return open
    .replace(namedPhoneNumbers, (_, key: string, value: string) => key + maskPhoneNumber(value))
    .replace(phoneNumbers, maskPhoneNumber);
}

/** The phone numbers in a text, as they are written there. */
export function phoneNumbersIn(text: string): string[] {
  return [...new Set(text.match(phoneNumbers) ?? [])];
}
