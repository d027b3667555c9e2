import type { Report } from "../problem.ts";
import { type Field, fieldOf, fieldsOf, itemsOf, type Tree, textOf, valueAt } from "../tree.ts";
import { functionIn } from "./functions.ts";

/**
 * Looks for a rule that hears of a state machine's executions, or of every one in the account, and starts that state machine:
 * each execution would start the next, forever, and each is paid for. CloudFormation takes such a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules-best-practices.html
 */
export function checkLoops(template: Tree, report: Report): void {
  const resources = fieldsOf(valueAt(template, "Resources"));
  const machines = resources.filter(({ value }) => typeOf(value) === "AWS::StepFunctions::StateMachine");
  const names = machines.map(({ name }) => name);
  for (const { name, value } of resources) {
    if (typeOf(value) === "AWS::Events::Rule") checkRule(name, fieldOf(value, "Properties"), names, report);
  }
}

const typeOf = (resource: Tree) => textOf(valueAt(resource, "Type"));

function checkRule(rule: string, properties: Field | undefined, machines: string[], report: Report): void {
  const pattern = fieldOf(properties?.value, "EventPattern");
  const sources = itemsOf(valueAt(pattern?.value, "source")).map(textOf);
  if (!pattern || (sources.length > 0 && !sources.includes("aws.states"))) return;
  const targets = itemsOf(valueAt(properties?.value, "Targets"));
  const started = targets
    .map(target => logicalIdOf(valueAt(target, "Arn")))
    .filter(id => machines.includes(id ?? ""));
  const detail = valueAt(pattern.value, "detail");
  const isNarrow = ["stateMachineArn", "executionArn", "name"].some(name => fieldOf(detail, name));
  const heard = itemsOf(valueAt(detail, "stateMachineArn")).map(logicalIdOf);
  const again = started.find(id => heard.includes(id));
  const never = "that never ends; name the state machine";
  const where = 'in "detail", "stateMachineArn".';
  if (started.length > 0 && !isNarrow)
    report(pattern.line, `${rule} hears of every execution, and starts one for each: ${never} ${where}`);
  else if (again)
    report(
      pattern.line,
      `${rule} hears of ${again}, and starts it each time: ${never} that it is about ${where}`,
    );
}

/** The logical id of the state machine whose ARN a value is. */
function logicalIdOf(value: Tree | undefined): string | undefined {
  const call = value && functionIn(value);
  if (call?.name === "Ref") return textOf(call.value);
  return call?.name === "Fn::GetAtt"
    ? (textOf(call.value) ?? textOf(itemsOf(call.value)[0]))?.split(".")[0]
    : undefined;
}
