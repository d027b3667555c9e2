import { DescribeStateMachineCommand, SFNClient, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import { stackResources } from "../../../stack/stack.ts";
import type { Target } from "../../../targets/index.ts";
import type { Answer, Call } from "../../testing/call.ts";
import { delays } from "./delays.ts";

/** What an execution starts with. */
interface Revision {
  stateMachineArn: string;
  definition: string | undefined;
  roleArn: string | undefined;
}

/** After an update, state machines go by the definition and role from before for a while, whoever starts executions. */
export function oldDefinitions(target: Target, met: (what: string) => void) {
  const sfn = target.client(SFNClient);
  /** The revisions before an update that is under way, by the name of their stack, or the ARN of a single one. */
  const before = new Map<string, Revision[]>();
  const timers = new Set<NodeJS.Timeout>();

  async function revisionOf(stateMachineArn: string): Promise<Revision> {
    const { definition, roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return { stateMachineArn, definition, roleArn };
  }

  async function revisionsIn(stackName: string): Promise<Revision[]> {
    const resources = Object.values(await stackResources(target, stackName));
    const machines = resources.filter(({ type }) => type === "AWS::StepFunctions::StateMachine");
    return await Promise.all(machines.map(({ id }) => revisionOf(id)));
  }

  /** Takes an update back, and makes it again later. */
  async function delay(old: Revision): Promise<void> {
    const updated = await revisionOf(old.stateMachineArn);
    if (updated.definition === old.definition && updated.roleArn === old.roleArn) return;
    met("an update that is not in force yet");
    await sfn.send(new UpdateStateMachineCommand(old));
    const timer = setTimeout(() => {
      timers.delete(timer);
      sfn.send(new UpdateStateMachineCommand(updated)).catch(() => {}); // deleted meanwhile
    }, delays.oldDefinition);
    timers.add(timer);
  }

  return {
    /** Remembers what is to be updated. */
    async asked({ operation, body }: Call): Promise<void> {
      if (operation === "cloudformation.ExecuteChangeSet") {
        const name = new URLSearchParams(body).get("StackName") ?? "";
        before.set(name, await revisionsIn(name));
      }
      if (operation === "states.UpdateStateMachine") {
        const { stateMachineArn } = JSON.parse(body);
        before.set(stateMachineArn, [await revisionOf(stateMachineArn)]);
      }
    },
    /** Delays what is updated, before anybody learns that it is. */
    async answered(call: Call, answer: Answer): Promise<void> {
      const name = updatedBy(call, answer);
      const revisions = before.get(name) ?? [];
      before.delete(name);
      await Promise.all(revisions.map(delay));
    },
    stop: () => timers.forEach(clearTimeout),
  };
}

/** The stack that is told to be updated, or the state machine that was updated by itself. */
function updatedBy({ operation, body }: Call, answer: Answer): string {
  if (operation === "states.UpdateStateMachine") return JSON.parse(body).stateMachineArn;
  const text = operation === "cloudformation.DescribeStacks" ? String(answer.body) : "";
  const [, name = ""] = /<StackName>([^<]+)</.exec(text) ?? [];
  return text.includes("<StackStatus>UPDATE_COMPLETE<") ? name : "";
}
