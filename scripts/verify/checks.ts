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

/**
 * Checks that an execution succeeded. If not, the problem is what happened: the state, its input, the error. A `hint` is for
 * a step that knows better than the error why it did not.
 */
export async function checkSucceeded(
  { check }: Lesson,
  execution: Execution,
  { name = "The execution succeeds", hint }: { name?: string; hint?: string } = {},
): Promise<void> {
  await check(name, {
    section: "run-it",
    hint: "Look at the state that failed and at its error.",
    about: execution,
    judge: () => {
      const problem = rootCause(execution);
      return problem && hint ? { ...problem, hint } : problem;
    },
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
