import { allStates, type Definition, type Retrier, type State } from "../execution/definition.ts";
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

/** How the course tries again: after up to 1, 2 and 4 seconds, at random. */
export const courseRetry: Retry = {
  IntervalSeconds: 1,
  MaxAttempts: 3,
  BackoffRate: 2,
  JitterStrategy: "FULL",
};

/** How a state tries again after an error, what is not set at its default. */
export type Retry = Omit<Retrier, "ErrorEquals">;

/**
 * How a state tries again after an error, by its Retry; undefined where it does not.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
 */
export function retryOf({ Retry = [] }: State, error: string): Retry | undefined {
  const retrier = Retry.find(({ ErrorEquals }) => names(ErrorEquals, error));
  if (!retrier || retrier.MaxAttempts === 0) return undefined;
  const { ErrorEquals: _, ...given } = retrier;
  return { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, JitterStrategy: "NONE", ...given };
}

/** How a state tries again after each of some errors. */
export function retriesOf(state: State, errors: string[]): Record<string, Retry | "no retry"> {
  return Object.fromEntries(errors.map(error => [error, retryOf(state, error) ?? "no retry"]));
}

/** Where a state goes after an error that its Retry gives up on, by its Catch; undefined where nothing catches it. */
export function catcherOf({ Catch = [] }: State, error: string): string | undefined {
  return Catch.find(({ ErrorEquals }) => names(ErrorEquals, error))?.Next;
}

/** A state of a definition, wherever in it. Throws a Missing error where there is no such state. */
export function stateOf(definition: Definition, name: string): State {
  const state = allStates(definition).get(name);
  if (!state) throw new Missing(`The definition has no state "${name}".`);
  return state;
}

const names = (errorEquals: string[], error: string) =>
  errorEquals.includes(error) || errorEquals.includes("States.ALL");
