import { CloudFormationClient, paginateDescribeStacks, type Stack } from "@aws-sdk/client-cloudformation";
import { paginateListStateMachines, SFNClient, type StateMachineListItem } from "@aws-sdk/client-sfn";
import { isPart } from "../../stack/parts.ts";
import { stackResources } from "../../stack/stack.ts";
import type { Target } from "../../targets/index.ts";
import type { Machine, Message } from "../messages.ts";
import { hearingOf } from "./hearing.ts";
import { ownerOf } from "./owner.ts";
import type { Topic } from "./poller.ts";

const topic = "machines";

/**
 * The state machines of the account and region, with the learner's stacks that they belong to. On AWS, where a class may
 * have hundreds of stacks, those of others are not looked into.
 */
export function machinesTopic(target: Target, learner: string): Topic {
  /** What the stacks have, as it was when a stack changed last. */
  const inStacks = new Map<string, { changedAt: number; machines: Map<string, string> }>();
  let known: Message | undefined;

  async function stackOf(): Promise<Map<string, Machine["stack"]>> {
    const found = new Map<string, Machine["stack"]>();
    const client = target.client(CloudFormationClient);
    for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
      for (const stack of Stacks) {
        const owner = ownerOf(stack);
        if (!owner || (target.kind === "aws" && owner.learner !== learner)) continue;
        // A step that a maintainer works on may have an error in it: then its machines are shown all the same.
        const hearing = await hearingOf(owner.step).catch(() => undefined);
        for (const [arn, logicalId] of await machinesIn(stack)) {
          const isHeard = hearing && !hearing.receivers.some(({ keeper }) => keeper === logicalId);
          found.set(arn, { ...owner, logicalId, ...(isHeard && { isHeard }) });
        }
      }
    }
    return found;
  }

  async function machinesIn(stack: Stack): Promise<Map<string, string>> {
    const { StackId = "", LastUpdatedTime, CreationTime } = stack;
    const changedAt = (LastUpdatedTime ?? CreationTime)?.getTime() ?? 0;
    const read = inStacks.get(StackId);
    if (read?.changedAt === changedAt && !stack.StackStatus?.endsWith("_IN_PROGRESS")) return read.machines;
    const machines = new Map<string, string>();
    for (const [logicalId, { type, id }] of Object.entries(await stackResources(target, StackId)))
      if (type === "AWS::StepFunctions::StateMachine") machines.set(id, logicalId);
    inStacks.set(StackId, { changedAt, machines });
    return machines;
  }

  return {
    async look(tell) {
      const [stacks, listed] = [await stackOf(), await allMachines(target)];
      const machines = listed
        .filter(({ name = "" }) => !isPart(name))
        .map((machine): Machine => {
          const stack = stacks.get(machine.stateMachineArn ?? "");
          return { ...machineOf(machine), ...(stack && { stack }) };
        });
      const message: Message = { kind: "machines", topic, machines };
      if (JSON.stringify(message) !== JSON.stringify(known)) tell(message);
      known = message;
      return 40 * target.pollMs;
    },
    known: () => (known ? [known] : []),
  };
}

async function allMachines(target: Target): Promise<StateMachineListItem[]> {
  const found: StateMachineListItem[] = [];
  const pages = paginateListStateMachines({ client: target.client(SFNClient) }, {});
  for await (const { stateMachines = [] } of pages) found.push(...stateMachines);
  return found;
}

function machineOf({ stateMachineArn = "", name = "", type, creationDate }: StateMachineListItem): Machine {
  return {
    arn: stateMachineArn,
    name,
    type: type ?? "STANDARD",
    createdAt: creationDate?.getTime() ?? 0,
  };
}
