import { createInterface } from "node:readline/promises";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { exitCodes, UserError } from "./errors.ts";
import { redact } from "./redact.ts";

/**
 * Runs a command's main function and sets the exit code. What a person can act on is printed as its message
 * alone; anything else is a defect of ours and keeps its stack trace. Secrets and phone numbers are hidden in both.
 */
export async function runCommand(main: (args: string[]) => Promise<void>): Promise<void> {
  // Who reads has gone, as `head` does: end as other programs do.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(141); // 128 + 13, the number of SIGPIPE
      throw error;
    });
  }
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (error instanceof UserError) {
      process.stderr.write(`${redact(error.message)}\n`);
      process.exitCode = error.exitCode;
    } else {
      process.stderr.write(`${redact(String((error as Error)?.stack ?? error))}\n`);
      process.exit(1);
    }
  }
}

/** node:util parseArgs, strict, that throws a UserError which names the valid options. */
export function parseArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!code.startsWith("ERR_PARSE_ARGS_")) throw error;
    // Node adds advice about positional arguments after the first sentence.
    const [problem] = message.split(". ");
    const names = ["help", ...Object.keys(config.options ?? {})].map(name => `--${name}`);
    throw new UserError(`${problem}; the options are ${[...new Set(names)].join(", ")}.`, exitCodes.usage);
  }
}

/** A word as people can paste it into a shell, in a command that we suggest. */
export function shellWord(text: string): string {
  return /^[\w./:,=@+-]+$/.test(text) ? text : JSON.stringify(text);
}

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
