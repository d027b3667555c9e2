/** What AWS calls the error of a call about something that is not there, one name a service. */
const names = new Set([
  "StateMachineDoesNotExist", // https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
  "ExecutionDoesNotExist", // https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
  "NoSuchBucket", // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
  "ResourceNotFoundException", // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html
]);

/** Whether a call failed because what it is about is not there: gone, or not to be read yet. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && names.has(error.name);
}
