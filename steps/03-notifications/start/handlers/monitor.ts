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

/**
 * What SNS hands to a function: always one message.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
interface TopicMessage {
  Records: [{ Sns: { Message: string } }];
}

/** Logs one line of JSON for an execution's change of status. What went in and out stays out: it may be personal. */
export async function handler({ Records: [{ Sns }] }: TopicMessage): Promise<void> {
  const { detail } = JSON.parse(Sns.Message) as StatusChange;
  // Task: log a line of JSON with executionArn, status and startDate as ISO 8601; for one that has ended also with
  // durationMs; and with its error where there is one (docs/03-notifications.md#the-monitor).
  console.log(detail.status);
}
