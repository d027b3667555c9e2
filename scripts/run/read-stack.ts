import type { Stack } from "@aws-sdk/client-cloudformation";
import { neighbourArn } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { fillDefinitions } from "../stack/definition.ts";
import type { PlannedStack } from "../stack/plan.ts";
import { describeStack, stackResources } from "../stack/stack.ts";
import type { LessonStack } from "../verify/lesson.ts";
import type { Place } from "./place.ts";

/**
 * A deployed stack as a verify script sees it. Right after a deployment, `deployed` is the stack: reading it again could
 * return an older state. Throws a UserError where there is no such stack.
 */
export async function readStack(
  { target, identity }: Place,
  name: string,
  deployed?: Stack,
): Promise<LessonStack> {
  const stack = deployed ?? (await describeStack(target, name));
  if (!stack) {
    throw new UserError(
      `There is no stack ${name} to verify: deploy the step first (without --no-deploy).`,
      exitCodes.usage,
    );
  }
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
  const parameters = Object.fromEntries(
    (stack.Parameters ?? []).map(({ ParameterKey = "", ParameterValue = "" }) => [
      ParameterKey,
      ParameterValue,
    ]),
  );
  const resources = Object.fromEntries(
    Object.entries(await stackResources(target, stack.StackId ?? name)).map(([logicalId, { id }]) => [
      logicalId,
      id,
    ]),
  );
  const arn: LessonStack["arn"] = (service, resource) => neighbourArn(stack.StackId ?? "", service, resource);
  return { name, account: identity.account, outputs, parameters, resources, arn };
}

/** The definitions of a planned stack by file name, filled in as they are in the deployed one. Throws a UserError for what can't be filled in. */
export function definitionsOf(
  { target, identity }: Place,
  own: PlannedStack,
  { parameters, resources }: LessonStack,
): Record<string, string> {
  return fillDefinitions(own.definitions, own.template, {
    stackName: own.name,
    accountId: identity.account,
    region: target.region,
    parameters: { ...own.parameters, ...parameters }, // a stack keeps what it was once given
    resources,
  });
}
