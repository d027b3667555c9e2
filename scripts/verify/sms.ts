import type { Execution } from "../execution/follow.ts";
import { readJson } from "../execution/json.ts";
import type { Target } from "../targets/index.ts";
import { Missing } from "./lesson.ts";

/**
 * The text that SNS took for a phone from an execution's `sns:publish` task: it answered with this message id. That is
 * no proof that the phone got it: on AWS, in the SMS sandbox, only verified phones do, and nobody but their owners can
 * see it. Throws a Missing error that says what is not there.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html
 */
export async function textTaken(
  target: Target,
  execution: Execution,
  phoneNumber: string,
  messageId: string | undefined,
): Promise<string> {
  if (!messageId) throw new Missing("SNS has answered with no MessageId: nothing was sent.");
  const text = target.smsInbox
    ? (await target.smsInbox(phoneNumber)).find(message => message.id === messageId)?.text
    : publishedText(execution, phoneNumber, messageId);
  if (text === undefined)
    throw new Missing(`No message with the id ${messageId} was sent to the phone number of the input.`);
  return text;
}

/** What the execution's history says was handed to SNS for a phone. */
function publishedText(execution: Execution, phoneNumber: string, messageId: string): string | undefined {
  const told = execution.events.flatMap(({ taskScheduledEventDetails: task }) => task?.parameters ?? []);
  const published = told.map(text => readJson(text) as { PhoneNumber?: string; Message?: string });
  if (told.length > 0) return published.find(({ PhoneNumber }) => PhoneNumber === phoneNumber)?.Message;

  // AWS tells a task's parameters, other engines may not: then what the state got and handed on is the nearest to it.
  const visit = execution.visits.find(({ output }) => JSON.stringify(output ?? "").includes(messageId));
  const data: Data = { ...(visit?.input as Data), ...(visit?.output as Data) };
  return data.phoneNumber === phoneNumber ? data.message?.text : undefined;
}

interface Data {
  phoneNumber?: string;
  message?: { text?: string };
}
