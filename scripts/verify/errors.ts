import { allStates, type Definition, type State } from "../execution/definition.ts";
import { Missing } from "./lesson.ts";

/**
 * Errors of the Lambda service itself, which are gone a moment later.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
export const passingLambdaErrors = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

/** How a state tries again after an error. */
export interface Retry {
  /** Tries after the first. */
  tries: number;
  /** Seconds before the first of them, and what each further pause is multiplied by. */
  after: number;
  times: number;
  /** Seconds that no pause is longer than. */
  atMost?: number;
  jitter: "FULL" | "NONE";
}

/** A Retry in words: it is compared and shown as one thing. */
export function retryText({ tries, after, times, atMost, jitter }: Retry): string {
  const limit = atMost === undefined ? "" : `, at most ${atMost} s`;
  return `MaxAttempts ${tries}, IntervalSeconds ${after}, BackoffRate ${times}${limit}, JitterStrategy ${jitter}`;
}

/** How the course tries again: after up to 1, 2 and 4 seconds, at random. */
export const courseRetry = retryText({ tries: 3, after: 1, times: 2, jitter: "FULL" });

/**
 * How a state tries again after an error, by its Retry, in words; what is not set is at its default.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
 */
export function retryOf({ Retry = [] }: State, error: string): string {
  const retrier = Retry.find(({ ErrorEquals }) => names(ErrorEquals, error));
  if (!retrier || retrier.MaxAttempts === 0) return "no Retry";
  return retryText({
    tries: retrier.MaxAttempts ?? 3,
    after: retrier.IntervalSeconds ?? 1,
    times: retrier.BackoffRate ?? 2,
    ...(retrier.MaxDelaySeconds !== undefined && { atMost: retrier.MaxDelaySeconds }),
    jitter: retrier.JitterStrategy ?? "NONE",
  });
}

/** How a state tries again after each of some errors. */
export function retriesOf(state: State, errors: string[]): Record<string, string> {
  return Object.fromEntries(errors.map(error => [error, retryOf(state, error)]));
}

/** The errors that a state tries again after, as its Retry names them. */
export function triedAgain({ Retry = [] }: State): string[] {
  return Retry.filter(({ MaxAttempts }) => MaxAttempts !== 0).flatMap(({ ErrorEquals }) => ErrorEquals);
}

/** A state of a definition, wherever in it. Throws a Missing error where there is no such state. */
export function stateOf(definition: Definition, name: string): State {
  const state = allStates(definition).get(name);
  if (!state) throw new Missing(`The definition has no state "${name}".`);
  return state;
}

/** The state that follows an error by a state's Catch, or "no Catch". */
export function catchOf({ Catch = [] }: State, error: string): string {
  return Catch.find(({ ErrorEquals }) => names(ErrorEquals, error))?.Next ?? "no Catch";
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation */
const names = (errorEquals: string[], error: string) =>
  errorEquals.includes(error) ||
  errorEquals.includes("States.ALL") ||
  (errorEquals.includes("States.TaskFailed") && error !== "States.Timeout");
