import { redact } from "./redact.ts";

/** On Ctrl-C the command ends at once, with this text on what goes on without it. 130 is 128 + 2, SIGINT's number. */
export function onInterrupt(text: string): void {
  process.once("SIGINT", () => {
    process.stderr.write(`\n${redact(text)}\n`);
    process.exit(130);
  });
}
