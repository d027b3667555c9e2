import { AccountClient, paginateListRegions } from "@aws-sdk/client-account";
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { inParallel } from "../machine/parallel.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { type Credentials, identify, openTarget, type Target, type TargetOptions } from "../targets/index.ts";
import { reasonOf } from "./reason.ts";

/** An AWS account that can be looked at, in each of its regions. */
export interface Account {
  id: string;
  /** Who we are there. */
  arn: string;
  /** Its region by default. */
  region: string;
  /** Whether it may be a real one: it is AWS, or an endpoint that is not on this machine. */
  real: boolean;
  /** Opens one of its regions. */
  open(region: string): Promise<Target>;
  /** The regions that it has enabled, or undefined where we are not allowed to know. */
  regions: string[] | undefined;
  /** Its alias, if any; undefined where we are not allowed to know. */
  aliases: string[] | undefined;
}

/** An account or a region that could not be looked at, and why. */
export interface Failure {
  where: string;
  reason: string;
}

/** What AWS limits, it limits for each account: this only keeps the connections of this machine few. */
const accountsAtOnce = 8;

/**
 * Opens the accounts of all the profiles, or of all the roles, which the one profile assumes. An account that two of
 * them lead to is opened once. Also returns those that could not be opened. Throws a UserError when none could.
 */
export async function openAccounts(
  options: TargetOptions,
  profiles: string[],
  roles: string[],
): Promise<{ accounts: Account[]; failures: Failure[] }> {
  const sources =
    roles.length > 0
      ? roles.map(role => ({ where: role, open: () => openRole(options, profiles[0], role) }))
      : (profiles.length > 0 ? profiles : [undefined]).map(profile => ({
          where: profile ? `profile ${profile}` : "the account",
          open: () => openAccount({ ...options, profile }),
        }));
  const opened = await inParallel(sources, accountsAtOnce, async ({ where, open }) => {
    try {
      return await open();
    } catch (error) {
      const { message, exitCode } = reasonOf(error);
      return { where, reason: message, exitCode };
    }
  });
  const accounts = new Map<string, Account>();
  for (const one of opened) if ("id" in one && !accounts.has(one.id)) accounts.set(one.id, one);
  const failures = opened.filter(one => "reason" in one);
  if (accounts.size === 0)
    throw new UserError(
      failures.map(({ reason }) => reason).join("\n"),
      failures[0]?.exitCode ?? exitCodes.target,
    );
  return { accounts: [...accounts.values()], failures };
}

async function openAccount(options: TargetOptions): Promise<Account> {
  const target = await openTarget(options);
  const { account: id, arn } = await identify(target);
  return {
    id,
    arn,
    region: target.region,
    real:
      target.kind === "aws" || (target.kind === "endpoint" && !isThisMachine(process.env.AWS_ENDPOINT_URL)),
    open: region => openTarget({ ...options, region }),
    regions: await unlessDenied(() => enabledRegions(target)),
    aliases: await unlessDenied(async () => {
      const { AccountAliases } = await target.client(IAMClient).send(new ListAccountAliasesCommand({}));
      return AccountAliases ?? [];
    }),
  };
}

function isThisMachine(endpoint = ""): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(endpoint).hostname);
}

async function openRole(options: TargetOptions, profile: string | undefined, role: string): Promise<Account> {
  const target = await openTarget({ ...options, profile });
  return await openAccount({ ...options, credentials: assume(target, role) });
}

/** Fetches the keys of a role. They last an hour, and then the SDK fetches new ones. */
function assume(target: Target, RoleArn: string): Credentials {
  return async () => {
    const { Credentials } = await target
      .client(STSClient)
      .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "workshop-cleanup" }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration && { expiration: Expiration }),
    };
  };
}

/** https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html */
async function enabledRegions(target: Target): Promise<string[]> {
  const regions: string[] = [];
  const query = { RegionOptStatusContains: ["ENABLED" as const, "ENABLED_BY_DEFAULT" as const] };
  for await (const { Regions = [] } of paginateListRegions({ client: target.client(AccountClient) }, query)) {
    regions.push(...Regions.map(({ RegionName = "" }) => RegionName));
  }
  return regions.sort();
}

/** An answer, or undefined where the target does not give it to us: what depends on it then takes the careful way. */
export async function unlessDenied<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode) return undefined;
    throw error;
  }
}
