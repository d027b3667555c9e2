import { exitCodes, UserError } from "../shared/errors.ts";
import type { Account, Failure } from "./accounts.ts";
import type { Plan } from "./plan-file.ts";
import { isRegion } from "./region-name.ts";

/** A region of an account. */
export interface Place {
  account: Account;
  region: string;
}

/** Places to look at, and what can't be looked at. */
export interface Places {
  places: Place[];
  failures: Failure[];
}

/** The region in which to ask what concerns the whole account, where words or the plan name one. */
export function firstRegion(words: string[], plan: Plan | undefined): string | undefined {
  const regions = plan ? plan.regions.map(({ region }) => region) : words;
  if (regions.length === 0) return undefined;
  return regions.find(isRegion) ?? "us-east-1";
}

/**
 * The regions that `--region` names, in every account; none means the account's default, `all` those it has enabled.
 * Throws a UserError for what is not a region's name, and for a region that no account has enabled.
 */
export function chosenPlaces(accounts: Account[], words: string[]): Places {
  const regions = [...new Set(words)];
  const named = regions.filter(region => region !== "all");
  const enabled = [...new Set(accounts.flatMap(({ regions }) => regions ?? []))];
  for (const region of named) {
    if (!isRegion(region)) {
      throw new UserError(`--region is "${region}": write it like eu-west-1, or all.`, exitCodes.usage);
    }
    if (enabled.includes(region) || accounts.some(({ regions }) => !regions)) continue;
    throw new UserError(
      `No account has the region ${region} enabled. Choose from ${enabled.join(", ")}, or all.`,
      exitCodes.usage,
    );
  }
  const failures: Failure[] = [];
  const places = accounts.flatMap(account => {
    const { id, regions: enabled } = account;
    const refuse = (what: string, reason: string) => {
      failures.push({ where: `${what} of account ${id}`, reason });
      return [];
    };
    if (regions.includes("all")) {
      if (enabled) return enabled.map(region => ({ account, region }));
      return refuse(
        "the regions",
        "They can't be read: allow account:ListRegions, or name them with --region.",
      );
    }
    if (named.length === 0) return [{ account, region: account.region }];
    return named.flatMap(region =>
      enabled && !enabled.includes(region)
        ? refuse(`region ${region}`, "It is not enabled there.")
        : [{ account, region }],
    );
  });
  return { places, failures };
}

/**
 * The places of a plan, except those in accounts that could not be opened.
 * Throws a UserError when the credentials lead to none of its accounts.
 */
export function plannedPlaces({ regions }: Plan, accounts: Account[]): Places {
  const failures: Failure[] = [];
  const places = regions.flatMap(({ account: id, region }) => {
    const account = accounts.find(account => account.id === id);
    if (account) return [{ account, region }];
    failures.push({ where: `${region} of account ${id}`, reason: "These credentials do not lead there." });
    return [];
  });
  if (places.length > 0) return { places, failures };
  throw new UserError(
    `The plan is for account ${regions[0]?.account}, to which these credentials do not lead: ` +
      "add the --target, --profile or --assume-role that it was made with. Nothing was deleted.",
    exitCodes.usage,
  );
}
