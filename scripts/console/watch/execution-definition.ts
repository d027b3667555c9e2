import {
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { allStates, type Definition } from "../../execution/definition.ts";
import { readJson } from "../../execution/json.ts";
import { isMissing } from "../../targets/is-missing.ts";

/**
 * The definition that an execution runs with, in JSON: the one of its start, whatever has been deployed since. The child
 * executions of a Distributed Map state run what is inside that state.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
 */
export async function definitionOfExecution(
  sfn: SFNClient,
  executionArn: string,
  stateMachineArn: string,
): Promise<string> {
  const [machineArn = "", label] = stateMachineArn.split("/");
  const definition = await definitionText(sfn, executionArn, machineArn);
  return label === undefined ? definition : insideMap(definition, label);
}

async function definitionText(sfn: SFNClient, executionArn: string, machineArn: string): Promise<string> {
  try {
    const told = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    return told.definition ?? "";
  } catch (error) {
    // An engine may not know it of a child execution; the state machine may be gone on AWS.
    if (!isMissing(error)) throw error;
  }
  try {
    const told = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
    return told.definition ?? "";
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

/** The item processor of the Distributed Map state with this label, or of the only one; else what was given. */
function insideMap(text: string, label: string): string {
  const definition = readJson(text) as Definition | string | undefined;
  if (typeof definition !== "object" || !definition.States) return text;
  const maps = [...allStates(definition).values()].filter(
    ({ ItemProcessor }) => ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED",
  );
  const [map = maps.length === 1 ? maps[0] : undefined] = maps.filter(({ Label }) => Label === label);
  return map?.ItemProcessor ? JSON.stringify(map.ItemProcessor) : text;
}
