import { UserError } from "../shared/errors.ts";
import { redact } from "../shared/redact.ts";
import { explainTargetError } from "../targets/explain.ts";

/**
 * Runs a command's main function and sets the exit code. What a person can act on is printed as its message alone, a
 * target's errors among them; anything else is a defect of ours and keeps its stack trace. Secrets and phone numbers
 * are hidden in both.
 */
export async function runCommand(main: (args: string[]) => Promise<void>): Promise<void> {
  // The reader may stop early, as `head` does: end as other programs do.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(141); // 128 + 13, the number of SIGPIPE
      throw error;
    });
  }
  try {
    await main(process.argv.slice(2));
  } catch (thrown) {
    const error = explainTargetError(thrown);
    if (error instanceof UserError) {
      process.stderr.write(`${redact(error.message)}\n`);
      process.exitCode = error.exitCode;
    } else {
      process.stderr.write(`${redact(String((error as Error)?.stack ?? error))}\n`);
      process.exit(1);
    }
  }
}
