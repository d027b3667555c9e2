import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Definition } from "../execution/definition.ts";
import type { Execution } from "../execution/follow.ts";
import type { Target } from "../targets/index.ts";
import { courseRetry, passingLambdaErrors, retriesOf, stateOf } from "./errors.ts";
import { secondsIn } from "./executions.ts";
import { failureOf } from "./failure.ts";
import type { Lesson, Problem } from "./lesson.ts";
import { withLogicalId } from "./logical-id.ts";
import { permissionsOf, trustLine, trustOf } from "./permissions.ts";

/** Checks that an execution succeeded. If not, the problem is what happened: the state, its input, the error. */
export async function checkSucceeded(
  { check }: Lesson,
  execution: Execution,
  name = "The execution succeeds",
): Promise<void> {
  await check(name, {
    section: "run-it",
    hint: "Look at the state that failed and at its error.",
    about: execution,
    judge: () => rootCause(execution),
  });
}

/** What happened to an execution that did not succeed, as a problem; undefined for one that did. */
export function rootCause(execution: Execution): Problem | undefined {
  const failure = failureOf(execution);
  if (!failure) return undefined;
  const { state, input, error, cause, trace, meaning } = failure;
  const where = state ? `The state "${state}" failed` : "The execution failed";
  return {
    message: [`${where} with ${error}${cause ? `: ${cause}` : "."}`, ...inputLine(input, cause)].join("\n"),
    ...(trace && { trace }),
    hint: meaning,
  };
}

/** A state's input, unless the cause has it; a long one is cut, since the whole is in the execution's history. */
function inputLine(input: unknown, cause: string): string[] {
  const text = JSON.stringify(input);
  if (text === undefined || cause.includes(text)) return [];
  return [`Its input was ${text.length > longestInput ? `${text.slice(0, longestInput)} …` : text}`];
}

/** Characters: some lines on a terminal. */
const longestInput = 400;

/** How much longer than its `Seconds` a Wait may take, in seconds, before its definition is asked. */
const waitTolerance = 2;

/**
 * Checks that an execution spent the given time, in seconds, in a Wait state: no less, and hardly more. How exact a Wait
 * is, AWS does not say; so where the state itself says how long, that is what decides whether it is too long.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
 */
export async function checkWaited(
  lesson: Lesson,
  execution: Execution,
  state: string,
  seconds: number,
  section: string,
): Promise<void> {
  await lesson.check(`${state} takes ${seconds} seconds`, {
    section,
    hint: `Set "Seconds": ${seconds} in the state "${state}".`,
    needs: execution,
    judge: async () => {
      const took = secondsIn(execution, state);
      const { Seconds } = stateOf(await deployedDefinition(lesson), state);
      // Timestamps are cut to milliseconds: a wait of 5 s may read as 4.999.
      const isTooShort = took < seconds - 0.01;
      const isTooLong = Seconds === undefined && took > seconds + waitTolerance;
      if (isTooShort || isTooLong) return { message: `It took ${took.toFixed(1)} s.` };
      if (Seconds === undefined || Seconds === seconds) return undefined;
      return { message: `Its "Seconds" is ${Seconds}.` };
    },
  });
}

/** Checks that the state machine in the account is the one that the step's folder describes. */
export async function checkDefinition(lesson: Lesson): Promise<void> {
  await lesson.check("The deployed definition is the one in this folder", {
    section: "deploy-it",
    hint: "Deploy again: someone changed the state machine, or the file.",
    seen: () => deployedDefinition(lesson),
    want: lesson.definition,
  });
}

/** The definition that the step's state machine runs with, or another one of its stack: by the output that has its ARN. */
export async function deployedDefinition(
  { target, output }: Lesson,
  machine = "StateMachineArn",
): Promise<Definition> {
  const { definition = "" } = await target
    .client(SFNClient)
    .send(new DescribeStateMachineCommand({ stateMachineArn: output(machine) }));
  return JSON.parse(definition);
}

/** The name of an error that a function throws without giving it one. */
const ownError = "Error";

/** Checks that a task which calls a function tries again when the Lambda service has a bad moment, and gives up in time. */
export async function checkRetriesLambda(
  lesson: Lesson,
  state: string,
  section: string,
  errors = passingLambdaErrors,
  machine?: string,
): Promise<void> {
  await lesson.check(`${state} tries again when Lambda has a bad moment, each try for at most 30 seconds`, {
    section,
    hint: `Retry ${errors.join(", ")} in the state "${state}", and no error of the function itself, which comes back each time. Set TimeoutSeconds.`,
    seen: async () => {
      const task = stateOf(await deployedDefinition(lesson, machine), state);
      return { TimeoutSeconds: task.TimeoutSeconds, ...retriesOf(task, [...errors, ownError]) };
    },
    want: {
      TimeoutSeconds: 30,
      ...Object.fromEntries(errors.map(error => [error, courseRetry])),
      [ownError]: "no Retry",
    },
  });
}

/**
 * Checks that functions log into log groups of the stack, which keep what they are told for a week: one that Lambda makes
 * by itself keeps everything forever, and stays when the stack is deleted.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export async function checkLogs(
  { check, target, resource }: Lesson,
  section: string,
  functions: string[],
): Promise<void> {
  await check("Each function logs into a log group of the stack, which keeps it for 7 days", {
    section,
    hint: "Declare an AWS::Logs::LogGroup with RetentionInDays for each function, and name it in LoggingConfig.",
    seen: async () =>
      Object.fromEntries(
        await Promise.all(functions.map(async name => [name, await logOf(target, resource(name))])),
      ),
    want: () =>
      Object.fromEntries(
        functions.map(name => [name, { group: resource(name.replace(/Function$/, "LogGroup")), days: 7 }]),
      ),
  });
}

async function logOf(target: Target, FunctionName: string) {
  const { Configuration } = await target.client(LambdaClient).send(new GetFunctionCommand({ FunctionName }));
  const logGroupNamePrefix = Configuration?.LoggingConfig?.LogGroup ?? "";
  const { logGroups = [] } = await target
    .client(CloudWatchLogsClient)
    .send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  const group = logGroups.find(({ logGroupName }) => logGroupName === logGroupNamePrefix);
  return { group: group?.logGroupName, days: group?.retentionInDays };
}

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
