import { createInterface } from "node:readline/promises";

/** Asks a question at the terminal. Anything but a yes is a no, Ctrl-C and Ctrl-D too. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Both keys close the terminal, and would leave the question without an answer.
  const closed = new AbortController();
  terminal.once("close", () => closed.abort());
  const answer = await terminal.question(`${question} [y/N] `, closed).catch(() => "");
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
