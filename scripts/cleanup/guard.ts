import { exitCodes, UserError } from "../shared/errors.ts";
import type { Account } from "./accounts.ts";

/**
 * Lets a deletion begin only in the accounts that it is meant for. Throws a UserError, before anything is deleted
 * anywhere, for a real account when none is named, for any that is not among those named, for one whose alias says that
 * it is a production account, and for a real one whose alias can't be read.
 */
export function guardAccounts(accounts: Account[], named: string[]): void {
  for (const { id, arn, real, aliases } of accounts) {
    if ((real || named.length > 0) && !named.includes(id)) {
      const given = named.length === 0 ? "no account is named" : `--account names ${named.join(", ")}`;
      throw new UserError(
        `The credentials are those of ${arn}, and ${given}: add --account ${id} if that is the account to delete in. ` +
          "Nothing was deleted.",
        exitCodes.usage,
      );
    }
    if (real && aliases === undefined) {
      throw new UserError(
        `The alias of account ${id} can't be read, and it might say that this is a production account: allow ${arn} ` +
          "iam:ListAccountAliases. Nothing was deleted.",
        exitCodes.target,
      );
    }
    const production = aliases?.find(alias => /prod/i.test(alias));
    if (production) {
      throw new UserError(
        `Account ${id} has the alias ${production}, which says production: it is never cleaned up. Nothing was deleted.`,
        exitCodes.target,
      );
    }
  }
}
