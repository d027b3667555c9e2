import { AdaptiveRetryStrategy, StandardRetryStrategy } from "@smithy/core/retry";

/** How the SDK repeats refused calls: `adaptive` also slows down for a service that throttles. */
export type RetryMode = "standard" | "adaptive";

/**
 * How often a call is tried that is refused for now: too many calls, a fault of the service, a broken connection. The
 * SDK's default is 3; its waits double from 1 s to 20 s for throttled calls, so that 8 bridge about half a minute of
 * them: in a class, many learners share an account's limits.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const maxAttempts = 8;

/**
 * How often a call is tried that is not answered at all: the SDK's default. Each try takes as long as a call may, and
 * nobody waits for the eighth.
 */
export const silentAttempts = 3;

/**
 * The SDK's own strategy for a mode, with fewer attempts where a target stays silent. Whoever looks again anyway takes
 * one attempt.
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-core/
 */
export function retryStrategy(
  mode: RetryMode,
  attempts = maxAttempts,
): StandardRetryStrategy | AdaptiveRetryStrategy {
  const most = async () => attempts;
  const strategy = mode === "adaptive" ? new AdaptiveRetryStrategy(most) : new StandardRetryStrategy(most);
  const refresh = strategy.refreshRetryTokenForRetry.bind(strategy);
  /** How many tries of a call were met by silence, by the token that its next try has. */
  const silences = new WeakMap<object, number>();

  strategy.refreshRetryTokenForRetry = async (token, failure) => {
    const silent = (silences.get(token) ?? 0) + (isSilence(failure.error) ? 1 : 0);
    if (silent >= silentAttempts) throw new Error("The target stays silent."); // the SDK throws the call's own error
    const next = await refresh(token, failure);
    silences.set(next, silent);
    return next;
  };
  return strategy;
}

/**
 * Whether a connection did not open, or a request was not answered, in time. NodeHttpHandler calls that a TimeoutError,
 * and so it does with a connection that broke, which has one of these codes.
 */
function isSilence(error: unknown): boolean {
  const { name, code = "" } = error as { name?: string; code?: string };
  return name === "TimeoutError" && !["ECONNRESET", "EPIPE"].includes(code);
}
