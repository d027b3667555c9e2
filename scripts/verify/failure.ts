import type { Execution } from "../execution/follow.ts";
import { readJson } from "../execution/json.ts";
import type { StateVisit } from "../execution/visits.ts";

/** Why an execution did not succeed: where, with what input, by which error, and what that error usually means. */
export interface Failure {
  /** The state in which it failed; absent where it failed in none. */
  state?: string;
  input?: unknown;
  error: string;
  cause: string;
  /** The stack trace of a function that threw. */
  trace?: string;
  /** What the error usually means, and what to do about it. */
  meaning: string;
}

const thrown = "The function threw this error. Look at its code and at what it was given.";

/**
 * Lambda's refusal to run one more function than the account may run at once. New accounts may run few.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const refusal = {
  error: /^Lambda\.TooManyRequestsException$/,
  meaning:
    "The account already ran as many functions at once as it may, and a new one may run as few as ten. Try again when nothing else runs in it, or have the quota raised: Service Quotas, AWS Lambda, Concurrent executions.",
};

/**
 * What errors usually mean, by their names; the first pattern that fits both counts.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services.html
 */
const meanings: { error: RegExp; cause?: RegExp; meaning: string }[] = [
  refusal,
  {
    error: /^States\.Runtime$/,
    cause: /'\$\.(Task|Execution|State|StateMachine)\./,
    meaning:
      "That is in the context object, whose paths begin with two dollar signs, as $$.Execution.Name does.",
  },
  {
    error: /^States\.Runtime$/,
    cause: /JSONPath|[Ii]nvalid path|reference path/,
    meaning:
      "A path names something that is not in the state's input. Compare it with the output of the state before: ResultPath, ResultSelector and OutputPath decide what is passed on.",
  },
  {
    // AWS fails with it where no rule fits, not with States.NoChoiceMatched.
    error: /^States\.Runtime$/,
    cause: /Failed to transition out of the state/,
    meaning: "No rule of the Choice state fits its input. Add a Default.",
  },
  {
    error: /^States\.(Runtime|ParameterPathFailure|ResultPathMatchFailure)$/,
    meaning: "The state's data is not what the definition expects. Compare its paths with its input.",
  },
  {
    error: /^States\.IntrinsicFailure$/,
    meaning: "An intrinsic function such as States.Format can't work with what it was given.",
  },
  {
    error: /^States\.QueryEvaluationError$/,
    meaning: "A JSONata expression failed, or found nothing where a value is wanted.",
  },
  {
    error: /^States\.NoChoiceMatched$/,
    meaning: "No rule of the Choice state fits its input. Add a Default.",
  },
  {
    error: /^States\.DataLimitExceeded$/,
    meaning: "The data is larger than the 256 KiB that Step Functions passes on. Keep less of it.",
  },
  {
    error: /^States\.ExceedToleratedFailureThreshold$/,
    meaning:
      "More children failed than the Map state tolerates. Why they did is in their executions, which the state's Map Run lists: look at what a child is given, and at what it calls.",
  },
  {
    error: /^States\.(Timeout|HeartbeatTimeout)$/,
    meaning: "It took longer than TimeoutSeconds (or HeartbeatSeconds) allows.",
  },
  {
    error: /AccessDenied|AuthorizationError|^States\.Permissions$/,
    meaning:
      "The state machine's role does not allow this call. Add the action to the role, on this resource.",
  },
  {
    error: /./,
    cause: /is not authorized to perform/,
    meaning: "A role does not allow this call. Add the action to it, on this resource.",
  },
  {
    error: /^Lambda\.ResourceNotFoundException$/,
    meaning: "There is no function of this name. Check the substitution that fills the state's Resource.",
  },
  {
    error: /^DynamoD[bB]\.ResourceNotFoundException$/,
    meaning: "There is no table of this name. Check the substitution that fills TableName.",
  },
  {
    error: /^DynamoD[bB]\./,
    meaning:
      "DynamoDB does not take the item. Each attribute names its type, the value of N (a number) is a string, and a key must not be empty.",
  },
  {
    error: /^(Sns|SNS)\./,
    meaning:
      "SNS does not take the message. Check PhoneNumber (E.164, such as +15554446666) and Message; on AWS also that the region sends SMS and that the account has a number to send from (docs/04-tweetbot.md#to-your-own-phone).",
  },
  {
    error: /^Lambda\.(Unknown|TimeoutException)$|^Sandbox\.Timedout$/,
    meaning: "The function ended without an answer: it ran out of time or memory. Look at its log.",
  },
  {
    error: /^Runtime\./,
    meaning:
      "Lambda could not run the function: its file has to export a function named handler, which must not end the process.",
  },
  {
    error: /^(Error|\w+Error)$/,
    meaning: thrown,
  },
];

/** Why an execution did not succeed; undefined for one that did. */
export function failureOf(execution: Execution): Failure | undefined {
  if (execution.status === "SUCCEEDED") return undefined;
  const failed = culpritOf(execution.visits);
  const { error = "", cause = "" } = failed?.error ?? {};
  const { message, trace } = readCause(cause || (execution.cause ?? ""));
  const name = error || execution.error || execution.status;
  const culprit = namedIn(message, execution.visits) ?? failed;
  const known = meaningOf(execution, name, message);
  return {
    ...(culprit && { state: culprit.name, input: culprit.input }),
    error: name,
    cause: message,
    ...(trace && { trace }),
    meaning: known ?? (trace ? thrown : culprit?.type === "Fail" ? givenUp : unknown),
  };
}

/** The visit that a cause names: where a branch fails before its task has begun, only the cause tells which state it was. */
function namedIn(cause: string, visits: StateVisit[]): StateVisit | undefined {
  const [, state] = /executing the state '(.+?)' \(entered/.exec(cause) ?? [];
  return visits.findLast(({ name }) => name === state);
}

/**
 * The visit with which it began: the last one that failed, since a Parallel or Map state is entered before what fails in
 * it. A Fail state only gives a name to what another state could not do, and led to by its Catch.
 */
function culpritOf(visits: StateVisit[]): StateVisit | undefined {
  const failed = visits.findLast(({ status }) => status === "failed");
  if (failed?.type !== "Fail") return failed;
  return visits.findLast(({ name, status }) => name === failed.from && status === "caught") ?? failed;
}

const givenUp = "A Fail state ends the execution here. Look at what led to it.";
const unknown = "Look at the state that failed and at its error.";

/** What to do about Lambda's refusals, where they held an execution up: their Retry may use up all of its time. */
export function refusalOf({ visits }: Pick<Execution, "visits">): string | undefined {
  return visits.some(visit => visit.error && refusal.error.test(visit.error.error))
    ? refusal.meaning
    : undefined;
}

function meaningOf(execution: Execution, error: string, cause: string): string | undefined {
  const { status, visits } = execution;
  if (status === "TIMED_OUT")
    return refusalOf(execution) ?? "The execution ran longer than the definition's TimeoutSeconds allows.";
  if (status === "ABORTED") return "Somebody stopped the execution.";
  if (status === "RUNNING") {
    const at = visits.findLast(visit => visit.status === "running");
    return `It did not end in time: look at the state that it is still in${at ? `, "${at.name}"` : ""}.`;
  }
  const known = meanings.find(
    meaning => meaning.error.test(error) && (meaning.cause === undefined || meaning.cause.test(cause)),
  );
  return known?.meaning;
}

/**
 * What a cause says, and the stack trace in it: a function that throws tells its error as JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
export function readCause(cause = ""): { message: string; trace?: string } {
  const told = readJson(cause) as { errorMessage?: string; trace?: string[] } | string | null;
  if (typeof told !== "object" || told === null || told.errorMessage === undefined) return { message: cause };
  return { message: told.errorMessage, ...(told.trace && { trace: told.trace.join("\n") }) };
}
