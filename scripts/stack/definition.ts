import path from "node:path";
import { formatArn, partition } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import type { Template } from "./template.ts";

/** What a template's intrinsic functions may refer to, for one stack. */
export interface StackScope {
  stackName: string;
  accountId: string;
  region: string;
  parameters: Record<string, string>;
  /** The physical ids of its resources, by their logical ids, where the stack is deployed already. */
  resources?: Record<string, string>;
}

/**
 * Fills the `${…}` of a template's definitions as CloudFormation does with DefinitionSubstitutions, so that they can be
 * used without the template. Returns them by file name. What they name needs an explicit physical name as long as the
 * stack's resources are not known. Throws a UserError for what can't be filled in.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
export function fillDefinitions(
  definitions: Record<string, string>,
  template: Template,
  scope: StackScope,
): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    if (Type !== "AWS::StepFunctions::StateMachine") continue;
    const file = definitionFile(Properties);
    const values = (Properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
    filled[file] = (definitions[file] ?? "").replace(/\$\{([^}]+)\}/g, (placeholder, name: string) =>
      name in values ? resolve(values[name], template, scope) : placeholder,
    );
  }
  return filled;
}

/** The name of the file that holds a state machine's definition. */
export function definitionFile(properties: Record<string, unknown> = {}): string {
  return path.posix.basename(String(properties.DefinitionString));
}

/** The value of `!Ref`, `!Sub` or `!GetAtt X.Arn` where it follows from names alone. */
function resolve(value: unknown, template: Template, scope: StackScope): string {
  if (typeof value !== "object" || value === null) return String(value);
  const [[intrinsic, argument] = []] = Object.entries(value);
  if (intrinsic === "Ref") return refOf(argument as string, template, scope);
  if (intrinsic === "Fn::Sub" && typeof argument === "string") {
    return argument.replace(/\$\{([^}]+)\}/g, (_, name: string) =>
      name.endsWith(".Arn")
        ? arnOf(name.slice(0, -".Arn".length), template, scope)
        : refOf(name, template, scope),
    );
  }
  if (intrinsic === "Fn::GetAtt") {
    const [logicalId, attribute] = argument as [string, string];
    if (attribute === "Arn") return arnOf(logicalId, template, scope);
  }
  throw refusal(
    `A definition can't be filled with ${JSON.stringify(value)}: use !Ref, !Sub, or !GetAtt X.Arn.`,
  );
}

function refOf(name: string, template: Template, scope: StackScope): string {
  const pseudoParameters: Record<string, string> = {
    "AWS::StackName": scope.stackName,
    "AWS::AccountId": scope.accountId,
    "AWS::Region": scope.region,
    "AWS::Partition": partition,
  };
  const value =
    pseudoParameters[name] ??
    scope.parameters[name] ??
    template.Parameters?.[name]?.Default ??
    scope.resources?.[name];
  if (value !== undefined) return value;
  const { Type: type, Properties } = template.Resources[name] ?? {};
  const physicalName = Properties?.FunctionName ?? Properties?.TableName ?? Properties?.StateMachineName;
  if (physicalName === undefined) {
    throw refusal(`${name} has no physical name in the template: give it one, since a definition names it.`);
  }
  const resolved = resolve(physicalName, template, scope);
  return type === stateMachine ? arn("states", `stateMachine:${resolved}`, scope) : resolved;
}

function arnOf(logicalId: string, template: Template, scope: StackScope): string {
  const type = template.Resources[logicalId]?.Type;
  if (type === stateMachine) return refOf(logicalId, template, scope);
  if (type === "AWS::Lambda::Function")
    return arn("lambda", `function:${refOf(logicalId, template, scope)}`, scope);
  throw refusal(
    `The ARN of ${logicalId} does not follow from its name: in a definition, use that of a function or a state machine.`,
  );
}

/** Its `Ref` is its ARN, not its name. */
const stateMachine = "AWS::StepFunctions::StateMachine";

const arn = (service: string, resource: string, { region, accountId: account }: StackScope) =>
  formatArn({ service, region, account, resource });

const refusal = (message: string) => new UserError(message, exitCodes.usage);
