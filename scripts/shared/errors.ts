/** Exit codes, the same for every command. */
export const exitCodes = { ok: 0, checkFailed: 1, usage: 2, target: 3 } as const;

/**
 * An error that a person can act on: its message says what is wrong, where, and what to do.
 * Commands print the message alone, without a stack trace, and exit with `exitCode`.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What AWS does not take of what somebody wrote: they can mend it, and nothing is wrong with the target. */
export class AwsRefusal extends UserError {
  constructor(message: string) {
    super(message, exitCodes.target);
  }
}
