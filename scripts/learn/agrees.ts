import { confirm } from "../shared/confirm.ts";
import { exitCodes, UserError } from "../shared/errors.ts";

/**
 * Whether a person agrees to something: `--yes` says so, and at a terminal they are asked. Throws a UserError where there
 * is none.
 */
export async function agrees(question: string, yes = false): Promise<boolean> {
  if (yes) return true;
  if (process.stdin.isTTY) return await confirm(question);
  throw new UserError(`${question} Add --yes to do so: there is no terminal to ask at.`, exitCodes.usage);
}
