import type { Report } from "../problem.ts";
import { fieldOf, fieldsOf, itemsOf, type Tree, textOf, valueAt } from "../tree.ts";

/**
 * Looks for a rule that hears of every execution of the account and starts one: each that it starts would start the next,
 * forever, and each is paid for. CloudFormation takes such a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules-best-practices.html
 */
export function checkLoops(template: Tree, report: Report): void {
  const resources = fieldsOf(valueAt(template, "Resources"));
  const machines = resources.filter(({ value }) => typeOf(value) === "AWS::StepFunctions::StateMachine");
  const names = machines.map(({ name }) => name);
  for (const { name, value } of resources) {
    if (typeOf(value) !== "AWS::Events::Rule") continue;
    const properties = fieldOf(value, "Properties")?.value;
    const pattern = fieldOf(properties, "EventPattern");
    if (!pattern || !hearsOfEveryExecution(pattern.value)) continue;
    const starts = itemsOf(valueAt(properties, "Targets")).some(target =>
      names.includes(textOf(valueAt(target, "Arn", "Ref")) ?? ""),
    );
    if (starts) {
      const advice = 'name the state machine in "detail", "stateMachineArn".';
      report(
        pattern.line,
        `${name} hears of every execution, and starts one for each: that never ends; ${advice}`,
      );
    }
  }
}

const typeOf = (resource: Tree) => textOf(valueAt(resource, "Type"));

function hearsOfEveryExecution(pattern: Tree): boolean {
  const sources = itemsOf(valueAt(pattern, "source")).map(textOf);
  const narrowing = ["stateMachineArn", "executionArn", "name"];
  const detail = valueAt(pattern, "detail");
  const isNarrow = narrowing.some(name => fieldOf(detail, name));
  return (sources.length === 0 || sources.includes("aws.states")) && !isNarrow;
}
