import { exitCodes, UserError } from "../errors.ts";
import type { Account } from "./accounts.ts";
import type { Plan } from "./plan-file.ts";

/** A region of an account. */
export interface Place {
  account: Account;
  region: string;
}

/**
 * The regions that `--region` names, in every account; none means the account's default, `all` those it has enabled.
 * Throws a UserError for one that an account does not have.
 */
export function chosenPlaces(accounts: Account[], regions: string[]): Place[] {
  return accounts.flatMap(account => {
    const { id, regions: enabled } = account;
    if (regions.includes("all")) {
      if (enabled) return enabled.map(region => ({ account, region }));
      throw new UserError(
        `The regions of account ${id} can't be read: allow account:ListRegions, or name them with --region.`,
        exitCodes.target,
      );
    }
    const unknown = regions.find(region => enabled && !enabled.includes(region));
    if (unknown) {
      throw new UserError(
        `Account ${id} has no region ${unknown} enabled. Choose from ${enabled?.join(", ")}, or all.`,
        exitCodes.usage,
      );
    }
    return (regions.length > 0 ? regions : [account.region]).map(region => ({ account, region }));
  });
}

/** The places of a plan. Throws a UserError for an account that the credentials do not lead to. */
export function plannedPlaces({ regions }: Plan, accounts: Account[]): Place[] {
  return regions.map(planned => {
    const account = accounts.find(({ id }) => id === planned.account);
    if (account) return { account, region: planned.region };
    throw new UserError(
      `The plan is for account ${planned.account}, to which these credentials do not lead: ` +
        "add the --target, --profile or --assume-role that it was made with. Nothing was deleted.",
      exitCodes.usage,
    );
  });
}
