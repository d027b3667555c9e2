/**
 * How long each difference lasts, in milliseconds. AWS documents few of these times; they are such as people see, but for
 * those that test our patience: longer than the scripts wait for.
 */
export const delays = {
  /** Reads show what was the case. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency */
  reads: 3_000,
  /** A new state machine can't be started. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
  newMachine: 3_000,
  /** A deleted state machine is DELETING, and its name taken: longer than anybody wants to wait for that. */
  deletion: 90_000,
  /** Executions start with the definition from before. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
  oldDefinition: 6_000,
  /** The host of a new REST API is not in DNS; then its key is not known; then its role can't be assumed. */
  newHost: 2_000,
  newKey: 4_000,
  newApiRole: 6_000,
  /** Not all hosts of API Gateway know it all. */
  newApi: 9_000,
  /** A new rule matches nothing. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
  newRule: 5_000,
  /** A target of it that is reached with a new role gets nothing. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html has FAILED_TO_ASSUME_ROLE among the reasons. */
  newTargetRole: 35_000,
  /** Between two replays, which deliver each event once more. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is-how-it-works-concepts.html */
  secondDelivery: 4_000,
  /** What functions log, and what Firehose delivers, is not to be seen yet. */
  logs: 60_000,
};
