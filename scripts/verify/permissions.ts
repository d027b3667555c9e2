import { setTimeout as sleep } from "node:timers/promises";
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { readLagMs, type Target } from "../targets/index.ts";

interface Statement {
  Effect: "Allow" | "Deny";
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
  // IAM's reads lag behind its writes: it may not know a new role yet.
  for (const patience = Date.now() + readLagMs; ; await sleep(target.pollMs)) {
    try {
      const documents = await policiesOf(target, roleName);
      return documents.flatMap(readPolicy).flatMap(lines).sort();
    } catch (error) {
      if (!(error instanceof NoSuchEntityException) || Date.now() > patience) throw error;
    }
  }
}

async function policiesOf(target: Target, roleName: string): Promise<string[]> {
  const client = target.client(IAMClient);
  const documents: string[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName: roleName })) {
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = "" } = await client.send(
        new GetRolePolicyCommand({ RoleName: roleName, PolicyName }),
      );
      documents.push(PolicyDocument);
    }
  }
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: roleName })) {
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
  const condition = Condition ? ` if ${JSON.stringify(Condition)}` : "";
  return actions.flatMap(action =>
    resources.map(resource => `${Effect} ${action} on ${resource}${condition}`),
  );
}
