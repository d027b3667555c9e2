import { statusMark } from "../report/format.ts";
import { tableLines } from "../report/outcome.ts";
import type { Screen } from "../report/screen.ts";
import type { Account, Failure } from "./accounts.ts";
import type { Found } from "./found.ts";
import type { RegionResult } from "./regions.ts";
import { ageOf } from "./select.ts";
import type { StrayRoles } from "./stray-roles.ts";

/** What a run found and did. */
export interface CleanupResult {
  accounts: Account[];
  /** Accounts that could not be opened. */
  failures: Failure[];
  regions: RegionResult[];
  /** Looked for only where everything was asked for. */
  strayRoles: StrayRoles[];
}

const header = ["Account", "Region", "Learner", "Step", "Stack", "Status", "Age", "Resources", "Running"];

/** What the first look found, as a table for people. */
export function foundLines(screen: Screen, regions: RegionResult[]): string[] {
  const rows = regions.flatMap(({ account, region, found }) => [
    ...(found?.stacks ?? []).map(stack => [
      account,
      region,
      stack.learner,
      stack.step,
      stack.name,
      stack.protected ? `${stack.status}, protected` : stack.status,
      ageOf(stack.createdAt),
      String(stack.resources),
      String(stack.runningExecutions),
    ]),
    ...(found?.logGroups ?? []).map(({ learner, step, name, createdAt }) => [
      account,
      region,
      learner,
      step,
      name,
      "orphaned log group",
      ageOf(createdAt),
      "1",
      "0",
    ]),
  ]);
  const lookalikes = regions.flatMap(({ account, region, found }) =>
    (found?.lookalikes ?? []).map(name => `${account} ${region} ${name}`),
  );
  return [
    ...(rows.length > 0 ? tableLines([header, ...rows]) : ["Nothing that was asked for is there."]),
    ...(lookalikes.length > 0
      ? [screen.dim("Never touched, since only their names or only their tags are the course's:")]
      : []),
    ...lookalikes.map(line => screen.dim(`  ${line}`)),
  ];
}

/** The roles that belong to no stack, and whom they trust: somebody has to look at them. */
export function strayRoleLines(screen: Screen, { strayRoles }: CleanupResult): string[] {
  const found = strayRoles.flatMap(({ account, roles = [] }) =>
    roles.flatMap(({ name, createdAt, trust }) => [
      `  ${account} ${name}, created ${createdAt}`,
      ...trust.map(line => `    ${line}`),
    ]),
  );
  const title =
    "Never touched, since only their names are the course's: roles that belong to none of its stacks. " +
    "See whom they trust, and delete them in IAM unless you know them:";
  return [
    ...(found.length > 0 ? [screen.bold(title), ...found] : []),
    ...strayRoles
      .filter(({ roles }) => roles === undefined)
      .map(({ account }) =>
        screen.dim(`The roles of account ${account} were not looked at: that takes iam:ListRoles.`),
      ),
  ];
}

/** How each region was left, after a deletion. */
export function doneLines(screen: Screen, regions: RegionResult[]): string[] {
  return regions.flatMap(result => {
    const { account, region, found, after, gone = 0, failure } = result;
    const left = leftIn(result);
    const where = `${account} ${region}`;
    if (failure) return [`${statusMark(screen, false)} ${where}: ${failure}`];
    const stacks = found?.stacks.length ?? 0;
    const groups = found?.logGroups.length ?? 0;
    const deleted = `${count(stacks - left.stacks, "stack")} deleted, ${count(groups - left.logGroups, "log group")} deleted`;
    const before = gone > 0 ? `, ${gone} of the plan gone already` : "";
    const others =
      after && after.others > 0 ? ` (${count(after.others, "other stack")} of the course not asked for)` : "";
    return [
      `${statusMark(screen, left.reasons.length === 0)} ${where}: ${deleted}${before}; ` +
        (left.reasons.length === 0 ? `nothing of that is left${others}.` : `left${others}:`),
      ...left.reasons.map(({ name, reason }) => `    ${name}: ${reason}`),
    ];
  });
}

/** What is left in a region of what was asked for. */
function leftIn({ found, after, leftovers }: RegionResult): {
  stacks: number;
  logGroups: number;
  reasons: { name: string; reason: string }[];
} {
  const before = new Set([...(found?.stacks ?? []), ...(found?.logGroups ?? [])].map(({ id }) => id));
  const explained = new Set(leftovers.map(({ stack }) => stack.id));
  const unexplained = ({ id }: { id: string }) => !explained.has(id);
  const why = (id: string, status: string) =>
    before.has(id)
      ? `it is still there, ${status}`
      : "it appeared since then; run this again to delete it as well";
  const { stacks = [], logGroups = [] }: Partial<Found> = after ?? {};
  return {
    stacks: stacks.filter(({ id }) => before.has(id)).length,
    logGroups: logGroups.filter(({ id }) => before.has(id)).length,
    reasons: [
      ...leftovers.map(({ stack, reason }) => ({ name: stack.name, reason })),
      ...stacks.filter(unexplained).map(({ id, name, status }) => ({ name, reason: why(id, status) })),
      ...logGroups.map(({ id, name }) => ({ name, reason: why(id, "orphaned") })),
    ],
  };
}

/** The regions that could not be looked at, before a deletion; after one they are among its results. */
export function failureLines(regions: RegionResult[]): string[] {
  return regions.flatMap(({ account, region, failure }) =>
    failure ? `${account} ${region}: ${failure}` : [],
  );
}

/** Whether everything that was asked for could be looked at, and, after a deletion, nothing of it is left. */
export function isClean({ failures, regions }: CleanupResult): boolean {
  return (
    failures.length === 0 &&
    regions.every(result => !result.failure && (!result.after || leftIn(result).reasons.length === 0))
  );
}

/** The regions of each account that were not looked at: what is there goes on costing money. */
export function unseenLines({ accounts, failures, regions }: CleanupResult): string[] {
  return [
    ...accounts.flatMap(account => {
      const unseen = unseenRegions(account, regions);
      if (unseen?.length === 0) return [];
      return `Not looked at in account ${account.id}: ${unseen?.join(", ") ?? "every other region"}.`;
    }),
    ...failures.map(({ where, reason }) => `Not looked at: ${where}. ${reason}`),
  ];
}

function unseenRegions({ id, regions: all }: Account, regions: RegionResult[]): string[] | undefined {
  const seen = regions.filter(({ account, found }) => account === id && found).map(({ region }) => region);
  return all?.filter(region => !seen.includes(region));
}

/** The result as data, for `--json`. It is clean when nothing is left of what was asked for. */
export function resultJson(result: CleanupResult, plan: string | undefined): unknown {
  const isFound = ({ found, after }: RegionResult) =>
    !after && (found?.stacks.length ?? 0) + (found?.logGroups.length ?? 0) > 0;
  return {
    clean: isClean(result) && !result.regions.some(isFound),
    ...(plan !== undefined && { plan }),
    regions: result.regions.map(one => ({
      account: one.account,
      region: one.region,
      stacks: (one.found?.stacks ?? []).map(({ inTheWay: _, ...stack }) => stack),
      logGroups: one.found?.logGroups ?? [],
      lookalikes: one.found?.lookalikes ?? [],
      ...(one.after && { deleted: true, left: leftIn(one).reasons, others: one.after.others }),
      ...(one.failure && { failure: one.failure }),
    })),
    strayRoles: result.strayRoles.flatMap(({ account, roles = [] }) =>
      roles.map(role => ({ account, ...role })),
    ),
    notLookedAt: [
      ...result.accounts.map(account => ({
        account: account.id,
        regions: unseenRegions(account, result.regions) ?? "every other region",
      })),
      ...result.failures.map(({ where, reason }) => ({ where, reason })),
    ],
  };
}

/** A number of things: `1 stack`, `2 stacks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
