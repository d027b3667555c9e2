import type { Execution } from "../execution/follow.ts";
import { readJson } from "../execution/json.ts";
import type { Target } from "../target/index.ts";

/**
 * The text that a phone got from an execution's `sns:publish` task. Where phones can't be read, as on AWS, it is the one
 * that SNS was given and answered with this message id.
 * Throws an error that says what is missing.
 */
export async function textReceived(
  target: Target,
  execution: Execution,
  phoneNumber: string,
  messageId: string | undefined,
): Promise<string> {
  if (!messageId) throw new Error("SNS has answered with no message id: nothing was sent");
  const text = target.smsInbox
    ? (await target.smsInbox(phoneNumber)).find(message => message.id === messageId)?.text
    : publishedText(execution, phoneNumber);
  if (text === undefined) throw new Error(`no message ${messageId} was sent to this phone number`);
  return text;
}

/** What the execution's history says was handed to SNS for a phone. */
function publishedText(execution: Execution, phoneNumber: string): string | undefined {
  for (const { taskScheduledEventDetails: task } of execution.events) {
    const parameters = readJson(task?.parameters) as { PhoneNumber?: string; Message?: string } | undefined;
    if (parameters?.PhoneNumber === phoneNumber) return parameters.Message;
  }
  return undefined;
}
