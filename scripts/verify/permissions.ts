import { setTimeout as sleep } from "node:timers/promises";
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { readLagMs, type Target } from "../targets/index.ts";

interface Statement {
  Effect: "Allow" | "Deny";
  /** In a trust policy only. */
  Principal?: string | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: unknown;
}

/**
 * What a role may do, read back from IAM: a line for each action on each resource, sorted, for example
 * `Allow lambda:InvokeFunction on arn:…`. Inline and attached policies count alike.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export async function permissionsOf(target: Target, roleName = ""): Promise<string[]> {
  const documents = await onceKnown(target, () => policiesOf(target, roleName));
  return documents.flatMap(readPolicy).flatMap(lines).sort();
}

/**
 * Who may use a role, read back from IAM: a line for each service, for example
 * `Allow lambda.amazonaws.com sts:AssumeRole`, and on which condition.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html
 */
export async function trustOf(target: Target, RoleName: string): Promise<string[]> {
  const { Role } = await onceKnown(target, () =>
    target.client(IAMClient).send(new GetRoleCommand({ RoleName })),
  );
  return trustIn(Role?.AssumeRolePolicyDocument ?? "");
}

/** The same of a trust policy as IAM returns it. */
export function trustIn(document: string): string[] {
  return readPolicy(document).flatMap(({ Effect, Principal, Action, Condition }) => {
    const principals = typeof Principal === "string" ? [Principal] : Object.values(Principal ?? {}).flat();
    return principals.map(principal => trustLine(principal, [Action].flat().join(", "), Condition, Effect));
  });
}

/** The line for a service that may use a role, on a condition if there is one. */
export function trustLine(
  service: string,
  action = "sts:AssumeRole",
  condition?: unknown,
  effect = "Allow",
): string {
  return `${effect} ${service} ${action}${conditionText(condition)}`;
}

/** A condition at the end of a line: the same for the same condition, in whatever order it is written. */
function conditionText(condition: unknown): string {
  if (!condition) return "";
  const inOrder = (_: string, value: unknown) => {
    if (Array.isArray(value)) return value.toSorted();
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort());
  };
  return ` if ${JSON.stringify(condition, inOrder)}`;
}

/** IAM's reads lag behind its writes: it may not know a new role yet. */
async function onceKnown<Answer>(target: Target, read: () => Promise<Answer>): Promise<Answer> {
  for (const patience = Date.now() + readLagMs; ; await sleep(target.pollMs)) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof NoSuchEntityException) || Date.now() > patience) throw error;
    }
  }
}

async function policiesOf(target: Target, RoleName: string): Promise<string[]> {
  const client = target.client(IAMClient);
  return (await Promise.all([inlinePolicies(client, RoleName), attachedPolicies(client, RoleName)])).flat();
}

async function inlinePolicies(client: IAMClient, RoleName: string): Promise<string[]> {
  const documents: string[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = "" } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      documents.push(PolicyDocument);
    }
  }
  return documents;
}

async function attachedPolicies(client: IAMClient, RoleName: string): Promise<string[]> {
  const documents: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName })) {
    for (const { PolicyArn } of page.AttachedPolicies ?? []) {
      const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
      const VersionId = Policy?.DefaultVersionId;
      const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      documents.push(PolicyVersion?.Document ?? "");
    }
  }
  return documents;
}

/** IAM returns policy documents URL-encoded. */
function readPolicy(document: string): Statement[] {
  const { Statement } = JSON.parse(decodeURIComponent(document)) as { Statement: Statement | Statement[] };
  return [Statement].flat();
}

function lines({ Effect, Action, NotAction, Resource, NotResource, Condition }: Statement): string[] {
  const actions = Action ? [Action].flat() : [`anything but ${[NotAction].flat().join(", ")}`];
  const resources = Resource ? [Resource].flat() : [`anything but ${[NotResource].flat().join(", ")}`];
  return actions.flatMap(action =>
    resources.map(resource => `${Effect} ${action} on ${resource}${conditionText(Condition)}`),
  );
}
