/**
 * What Step Functions tells EventBridge of an execution, as far as the monitor reads it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
interface StatusChange {
  detail: {
    executionArn: string;
    status: string;
    /** Milliseconds since 1970. */
    startDate: number;
    /** Milliseconds since 1970; null while the execution runs. */
    stopDate: number | null;
    error?: string | null;
  };
}

/** Logs one line of JSON for an execution's change of status. What went in and out stays out: it may be personal. */
export async function handler({ detail }: StatusChange): Promise<void> {
  // Task: log a line of JSON with executionArn, status and startDate as ISO 8601; for one that has ended also with
  // durationMs; and with its error where there is one (docs/03-notifications.md#the-monitor).
  console.log(detail.status);
}
