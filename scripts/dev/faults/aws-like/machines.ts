import { type Answer, type Call, refusal } from "../../testing/call.ts";
import type { Pass } from "../../testing/proxy.ts";
import { delays } from "./delays.ts";

/**
 * State machines that clients create and delete: a new one can't be started at once, a deleted one is DELETING for a
 * while, and its name is taken until it is gone.
 */
export function machines(met: (what: string) => void) {
  const bornAt = new Map<string, number>();
  const goneAt = new Map<string, number>();
  const described = new Map<string, string>();
  const isYoung = (at: number | undefined, ms: number) => at !== undefined && Date.now() - at < ms;

  async function create(call: Call, pass: Pass): Promise<Answer> {
    const { name } = JSON.parse(call.body);
    for (const [arn, at] of goneAt) {
      if (arn.endsWith(`:${name}`) && isYoung(at, delays.deletion))
        return refusal(call, "StateMachineDeleting", `State Machine is being deleted: '${arn}'`);
    }
    const answer = await pass();
    if (answer.status === 200) bornAt.set(JSON.parse(String(answer.body)).stateMachineArn, Date.now());
    return answer;
  }

  async function describe(arn: string, pass: Pass): Promise<Answer> {
    const answer = await pass();
    const last = described.get(arn);
    if (answer.status === 200) described.set(arn, String(answer.body));
    else if (last !== undefined && !goneAt.has(arn)) goneAt.set(arn, Date.now());
    if (answer.status === 200 || last === undefined || !isYoung(goneAt.get(arn), delays.deletion))
      return answer;
    met("a state machine that is still being deleted");
    return { ...answer, status: 200, body: JSON.stringify({ ...JSON.parse(last), status: "DELETING" }) };
  }

  return async (call: Call, pass: Pass): Promise<Answer | undefined> => {
    if (call.service !== "states") return undefined;
    const { stateMachineArn: arn } = JSON.parse(call.body || "{}");
    if (call.operation === "states.CreateStateMachine") return await create(call, pass);
    if (call.operation === "states.DescribeStateMachine") return await describe(arn, pass);
    if (call.operation === "states.DeleteStateMachine") goneAt.set(arn, Date.now());
    if (call.operation !== "states.StartExecution" || !isYoung(bornAt.get(arn), delays.newMachine))
      return undefined;
    met("a state machine that is not known yet");
    return refusal(call, "StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  };
}
