import { setTimeout as sleep } from "node:timers/promises";
import { IAMClient, paginateListRoles, type Role } from "@aws-sdk/client-iam";
import { inParallel } from "../machine/parallel.ts";
import { stackPrefix } from "../stack/name.ts";
import { stackResources } from "../stack/stack.ts";
import type { Target } from "../targets/index.ts";
import { trustIn } from "../verify/permissions.ts";
import { type Account, unlessDenied } from "./accounts.ts";
import { callsAtOnce, listStacks } from "./look.ts";

/** A role that is named as the course's are, and belongs to none of its stacks. */
export interface StrayRole {
  name: string;
  /** ISO 8601. */
  createdAt: string;
  /** Who may use it, in lines. */
  trust: string[];
}

/** The stray roles of an account; none where we are not allowed to know. */
export interface StrayRoles {
  account: string;
  roles: StrayRole[] | undefined;
}

/**
 * Finds the roles of an account that are named as the course's are and belong to none of its stacks, in whichever region:
 * a forced deletion has left them, or somebody has made them by other ways than the course. They are told and never
 * deleted, since a name alone does not prove whose they are.
 */
export async function findStrayRoles(account: Account): Promise<StrayRoles> {
  return { account: account.id, roles: await unlessDenied(() => strayRolesIn(account)) };
}

async function strayRolesIn(account: Account): Promise<StrayRole[]> {
  const target = await account.open(account.region);
  let roles = await listRoles(target); // before the stacks: a role is never older than its stack
  const owned = roles.length > 0 ? await rolesOfStacks(account) : new Set<string>();
  const isStray = ({ RoleName = "" }: Role) => !owned.has(RoleName);
  if (target.settleMs > 0 && roles.some(isStray)) {
    await sleep(target.settleMs); // one whose stack has just been deleted may be listed for a moment
    const still = new Set((await listRoles(target)).map(({ RoleId }) => RoleId));
    roles = roles.filter(({ RoleId }) => still.has(RoleId));
  }
  return roles.filter(isStray).map(({ RoleName: name = "", CreateDate, AssumeRolePolicyDocument = "" }) => ({
    name,
    createdAt: CreateDate?.toISOString() ?? "",
    trust: trustIn(AssumeRolePolicyDocument),
  }));
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
async function listRoles(target: Target): Promise<Role[]> {
  const roles: Role[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client: target.client(IAMClient) }, {}))
    roles.push(...Roles.filter(({ RoleName }) => RoleName?.startsWith(stackPrefix)));
  return roles;
}

/** The names of the roles in the course's stacks, of all regions: a role belongs to none. */
async function rolesOfStacks(account: Account): Promise<Set<string>> {
  const names = new Set<string>();
  await inParallel(account.regions ?? [account.region], callsAtOnce, async region => {
    const target = await account.open(region);
    const stacks = (await listStacks(target)).filter(({ StackName }) => StackName?.startsWith(stackPrefix));
    await inParallel(stacks, callsAtOnce, async ({ StackId = "" }) => {
      for (const { type, id } of Object.values(await stackResources(target, StackId)))
        if (type === "AWS::IAM::Role") names.add(id);
    });
  });
  return names;
}
