import { namedError } from "./named-error.ts";

/** How long a task waits for a person, in seconds. */
export interface Patience {
  /** For a sign that somebody has taken it up. */
  heartbeatSeconds: number;
  /** For the decision, however often there was such a sign. */
  timeoutSeconds: number;
}

const hour = 60 * 60;
const day = 24 * hour;

/** What people get unless somebody asks for less. */
const usual: Patience = { heartbeatSeconds: hour, timeoutSeconds: day };

/**
 * Returns how long to wait: an hour and a day, or what is given instead. Throws `InvalidPatience` unless both are whole
 * numbers of seconds, the first smaller than the second (as Step Functions wants them), and the second at most a day.
 */
export function parsePatience(value: unknown): Patience {
  const given = value === undefined ? {} : value;
  const { heartbeatSeconds, timeoutSeconds }: Patience = { ...usual, ...Object(given) };
  const isRight =
    typeof given === "object" &&
    given !== null &&
    Number.isInteger(heartbeatSeconds) &&
    Number.isInteger(timeoutSeconds) &&
    0 < heartbeatSeconds &&
    heartbeatSeconds < timeoutSeconds &&
    timeoutSeconds <= day;
  if (!isRight) {
    throw namedError(
      "InvalidPatience",
      "patience must have whole numbers of seconds: heartbeatSeconds, and timeoutSeconds, which is larger and at most 86400.",
    );
  }
  return { heartbeatSeconds, timeoutSeconds };
}
