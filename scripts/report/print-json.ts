import { redact } from "../shared/redact.ts";

/** Prints the one document of `--json`. Secrets and phone numbers in it are hidden. */
export function printJson(value: unknown): void {
  process.stdout.write(`${redact(JSON.stringify(value, null, 2))}\n`);
}
