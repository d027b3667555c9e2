import type { Screen } from "../report/screen.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { openAccounts } from "./accounts.ts";
import { guardAccounts } from "./guard.ts";
import type { CleanupRequest } from "./options.ts";
import { chosenPlaces, firstRegion, plannedPlaces } from "./places.ts";
import { compareWithPlan, lookEverywhere } from "./regions.ts";
import { type CleanupResult, count } from "./report.ts";

/**
 * Finds what is wanted in all the accounts and regions that are asked for. Throws a UserError where none of them can be
 * looked at, and, before a deletion, where one is not meant to be deleted in.
 */
export async function findEverywhere(request: CleanupRequest, screen: Screen): Promise<CleanupResult> {
  const { target, profiles, roles, plan, wanted } = request;
  const { accounts, failures } = await openAccounts(
    {
      target,
      region: firstRegion(request.regions, plan),
      retryMode: "adaptive",
      onProgress: screen.print,
    },
    profiles,
    roles,
  );
  for (const { id, arn } of accounts) screen.print(`Account  ${id}, as ${arn}`);
  if (request.yes) guardAccounts(accounts, request.allowed);

  const chosen = plan ? plannedPlaces(plan, accounts) : chosenPlaces(accounts, request.regions);
  screen.busy("look", `Looking at ${count(chosen.places.length, "region")}`);
  const regions = await lookEverywhere(chosen.places, wanted);
  screen.idle("look");
  if (regions.length > 0 && regions.every(({ failure }) => failure)) {
    throw new UserError(regions.map(({ failure }) => failure).join("\n"), exitCodes.target);
  }
  if (plan) compareWithPlan(regions, plan);
  return { accounts, failures: [...failures, ...chosen.failures], regions, strayRoles: [] };
}
