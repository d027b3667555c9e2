import { CloudFormationClient, paginateDescribeStacks, type Stack } from "@aws-sdk/client-cloudformation";
import { inParallel } from "../machine/parallel.ts";
import { isInTheWay, runningExecutions } from "../stack/destroy.ts";
import { isPart, listParts } from "../stack/parts.ts";
import { importingStacks, stackResources } from "../stack/stack.ts";
import type { Target } from "../targets/index.ts";
import type { Found, FoundLogGroup, FoundStack } from "./found.ts";
import { findLogGroups, orphaned } from "./log-groups.ts";
import { holdsOwnRole, isLookalike, isOurs, type Named, tagRecord, type Wanted } from "./select.ts";

/** Calls at a time to one region: CloudFormation and Step Functions allow only a few each second. */
export const callsAtOnce = 8;

/**
 * Finds what is wanted of what the course has in one region of one account.
 * It takes up to three calls for each wanted stack, in addition to the lists.
 */
export async function look(target: Target, wanted: Wanted): Promise<Found> {
  const parts = await listParts(target);
  const { stacks: all, orphans } = await findOrphans(target);
  const ours = all.filter(stack => isOurs(named(stack)));
  const chosen = ours.filter(stack => wanted(summary(stack)));
  const stacks = await inParallel(chosen, callsAtOnce, stack => inspect(target, stack, parts));
  return {
    stacks: stacks.filter(stack => stack !== undefined),
    logGroups: orphans.filter(wanted),
    others: ours.length - chosen.length,
    lookalikes: all
      .map(named)
      .filter(isLookalike)
      .map(({ name }) => name),
    all: new Set(all.map(({ StackId = "" }) => StackId)),
  };
}

/** The orphaned log groups of a region, and all its stacks, to none of which they belong. */
export async function findOrphans(target: Target): Promise<{ orphans: FoundLogGroup[]; stacks: Stack[] }> {
  // Before the stacks: a log group in this list whose stack is not in the next one has lost it.
  const logGroups = await findLogGroups(target);
  const stacks = await listStacks(target);
  const names = stacks.map(({ StackName = "" }) => StackName);
  return { orphans: await orphaned(target, logGroups, names), stacks };
}

/** All stacks of a region except nested ones, which go with the stack that they are in. */
export async function listStacks(target: Target): Promise<Stack[]> {
  // By id: while stacks come and go, one may be on two pages.
  const stacks = new Map<string, Stack>();
  const client = target.client(CloudFormationClient);
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks) if (!stack.ParentId) stacks.set(stack.StackId ?? "", stack);
  }
  return [...stacks.values()];
}

const named = ({ StackName = "", Tags }: Stack): Named => ({ name: StackName, tags: tagRecord(Tags) });

function summary({
  StackId = "",
  StackName = "",
  StackStatus: status = "CREATE_COMPLETE",
  Tags,
  CreationTime,
  EnableTerminationProtection = false,
}: Stack): Omit<FoundStack, "importedBy" | "resources" | "inTheWay" | "runningExecutions"> {
  const { learner = "", step = "", run } = tagRecord(Tags);
  return {
    id: StackId,
    name: StackName,
    status,
    learner,
    step,
    ...(run !== undefined && { run }),
    createdAt: CreationTime?.toISOString() ?? "",
    protected: EnableTerminationProtection,
  };
}

/**
 * What a stack's deletion would end, among it the parts that killed verifications have left behind; undefined for the
 * stack of the workflows' role, which is never deleted.
 */
async function inspect(target: Target, stack: Stack, parts: string[]): Promise<FoundStack | undefined> {
  const resources = Object.values(await stackResources(target, stack.StackId ?? ""));
  if (holdsOwnRole(resources)) return undefined;
  const machines = resources.filter(({ type }) => type === "AWS::StepFunctions::StateMachine");
  const left = parts
    .filter(arn => isPart(arn, stack.StackName))
    .map(id => ({ type: "AWS::StepFunctions::StateMachine", id }));
  const running = await Promise.all(machines.map(({ id }) => runningExecutions(target, id)));
  return {
    ...summary(stack),
    resources: resources.length,
    inTheWay: [...resources.filter(isInTheWay), ...left],
    runningExecutions: running.flat().length,
    importedBy: await importingStacks(target, stack),
  };
}
