import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Target } from "../targets/index.ts";
import type { Lesson, Problem } from "./lesson.ts";
import { withLogicalId } from "./logical-id.ts";
import { permissionsOf, trustLine, trustOf } from "./permissions.ts";

/** What a role is to allow: the resources (or one) for each action. */
export type Allowed = Record<string, string | string[]>;

/** Checks that a role allows what it is to allow, and nothing else; and that those who are to have it do. */
export async function checkRole(
  lesson: Lesson,
  name: string,
  { section, needs, role, of = [], usedBy, allows }: RoleWanted,
): Promise<void> {
  const { target, resource } = lesson;
  await checkPolicy(lesson, name, {
    section,
    ...(needs && { needs }),
    roles: Object.fromEntries(of.map(id => [id, role])),
    seen: async () => {
      const name = resource(role);
      return (await Promise.all([trustOf(target, name), permissionsOf(target, name)])).flat();
    },
    want: () => [...usedBy, ...linesOf(allows())],
  });
}

export interface RoleWanted {
  section: string;
  /** The check that says more clearly what is wrong with a resource. */
  needs?: string;
  /** The role's logical id. */
  role: string;
  /** Who has it: functions and state machines, by their logical ids. */
  of?: string[];
  /** Who may use it, in lines. */
  usedBy: string[];
  allows: () => Allowed;
}

/** Functions may use a role: Lambda asks for it for those that have it. */
export const usedByFunctions = [trustLine("lambda.amazonaws.com")];

/**
 * State machines may use a role, but only those of this account.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html#prevent-cross-service-confused-deputy
 */
export function usedByStateMachines({ stack }: Lesson): string[] {
  const condition = { StringEquals: { "aws:SourceAccount": stack.account } };
  return [trustLine("states.amazonaws.com", "sts:AssumeRole", condition)];
}

export interface PolicyWanted {
  section: string;
  needs?: string;
  /** The roles that functions and state machines are to have, by their logical ids: what another role grants is no use. */
  roles?: Record<string, string>;
  /** What is granted, and what is to be, in lines. */
  seen: () => Promise<string[]>;
  want: () => string[];
}

/** Checks that policies grant what they are to grant, and nothing else, both told in lines. */
export async function checkPolicy(
  lesson: Lesson,
  name: string,
  { section, needs, roles = {}, seen, want }: PolicyWanted,
): Promise<void> {
  const named = (lines: string[]) => lines.map(line => withLogicalId(line, lesson.stack.resources));
  await lesson.check(name, {
    section,
    ...(needs && { needs }),
    hint: "Grant just these actions, each on just these resources.",
    judge: async () => surplusAndLack(named(want()), named(await seen())) ?? (await otherRole(lesson, roles)),
  });
}

/** What has another role than it is to have; only what is there yet is asked. */
async function otherRole(
  { target, stack }: Lesson,
  roles: Record<string, string>,
): Promise<Problem | undefined> {
  for (const [user, role] of Object.entries(roles)) {
    const id = stack.resources[user];
    const name = id && (await roleNameOf(target, id));
    if (!name || name === stack.resources[role]) continue;
    const other = Object.keys(stack.resources).find(logicalId => stack.resources[logicalId] === name) ?? name;
    return {
      message: `${user} has the role ${other}, and not ${role}.`,
      hint: `Give it the role ${role}: !GetAtt ${role}.Arn.`,
    };
  }
  return undefined;
}

/** The name of the role that a state machine, by its ARN, or a function, by its name, has. */
async function roleNameOf(target: Target, id: string): Promise<string | undefined> {
  const arn = id.startsWith("arn:")
    ? (await target.client(SFNClient).send(new DescribeStateMachineCommand({ stateMachineArn: id }))).roleArn
    : (await target.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: id }))).Configuration
        ?.Role;
  return arn?.split("/").at(-1);
}

/** What a function does that only writes its own log, into one log group or several, by their logical ids. */
export function writesLogs({ stack, resource }: Lesson, ...logGroups: string[]): Allowed {
  const arns = logGroups.map(group => stack.arn("logs", `log-group:${resource(group)}:*`));
  return { "logs:CreateLogStream": arns, "logs:PutLogEvents": arns };
}

/** What a state machine does that invokes functions, by their logical ids. */
export function invokes({ stack, resource }: Lesson, ...functions: string[]): Allowed {
  const arns = functions.map(name => stack.arn("lambda", `function:${resource(name)}`));
  return { "lambda:InvokeFunction": arns };
}

/** The lines that `permissionsOf` answers for a role that allows this. */
export function linesOf(allowed: Allowed): string[] {
  return Object.entries(allowed).flatMap(([action, resources]) =>
    [resources].flat().map(resource => `Allow ${action} on ${resource}`),
  );
}

/** What is granted but not wanted, and what is wanted but not granted, a line each, with a hint for the first. */
export function surplusAndLack(want: string[], seen: string[]): Problem | undefined {
  const lacking = want.filter(line => !seen.includes(line));
  const surplus = seen.filter(line => !want.includes(line));
  const [lack, excess] = [lacking[0], surplus[0]];
  if (!lack && !excess) return undefined;
  return {
    message: "",
    difference: [...surplus.map(line => `+ ${line}`), ...lacking.map(line => `- ${line}`)],
    hint: hintFor(
      lack,
      excess,
      surplus.find(line => lack && actionOf(line) === actionOf(lack)),
    ),
  };
}

function hintFor(lack?: string, excess?: string, instead?: string): string {
  if (lack && instead) return `Narrow it down to ${lack}, instead of ${instead}.`;
  return lack ? `Grant what is missing: ${lack}.` : `Take away what nothing in this step needs: ${excess}.`;
}

/** `Allow lambda:InvokeFunction` of `Allow lambda:InvokeFunction on arn:…`. */
const actionOf = (line: string) => line.split(" ").slice(0, 2).join(" ");
