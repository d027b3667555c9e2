import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { readJson } from "../../execution/json.ts";
import { startExecution } from "../../execution/start.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import type { Target } from "../../targets/index.ts";
import { samplesFor } from "./inputs.ts";
import { unmask } from "./unmask.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions */
const mostBytes = 262_144;

interface Wish {
  stateMachineArn: string;
  /** JSON as a person has edited it. */
  input: string;
  /** The execution whose input was edited, if it was one. */
  again?: string | undefined;
  /** The step that the state machine belongs to. */
  step?: string | undefined;
}

/** Starts an execution and returns its ARN. Throws a UserError for an input that AWS would refuse. */
export async function start(target: Target, { stateMachineArn, input, again, step }: Wish): Promise<string> {
  const edited = parse(input);
  if (Buffer.byteLength(input) > mostBytes)
    throw new UserError("The input is larger than the 256 KiB that an execution may get.", exitCodes.usage);
  const sfn = target.client(SFNClient);
  const samples = await samplesFor(target, stateMachineArn, step);
  const originals = samples.map(sample => readJson(sample.input));
  if (again) {
    const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn: again }));
    originals.push(readJson(input));
  }
  return await startExecution(sfn, stateMachineArn, unmask(edited, originals), "console");
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch (error) {
    throw new UserError(`The input is not JSON: ${(error as Error).message}.`, exitCodes.usage);
  }
}
