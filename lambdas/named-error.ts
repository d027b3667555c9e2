/**
 * An error with a name of its own. Lambda reports the name as the `errorType`, which is what the `ErrorEquals` of a
 * state's Retry and Catch compare with (AWS: "Handling error conditions using a state machine").
 */
export function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
