import { SFNClient } from "@aws-sdk/client-sfn";
import { readHistory } from "../../execution/follow.ts";
import { readJson } from "../../execution/json.ts";
import { openWalk } from "../../execution/walk.ts";
import type { Target } from "../../targets/index.ts";
import type { TextMessage } from "../messages.ts";

/**
 * The text messages that an execution sent with SNS: what its history says of them, and where phones can be read, what
 * arrived. https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
 */
export async function textMessages(target: Target, executionArn: string): Promise<TextMessage[]> {
  const walk = openWalk();
  /** What the last task of each visit asked SNS for. */
  const asked = new Map<number, { PhoneNumber?: string; Message?: string }>();
  const sent: (TextMessage & { id: string })[] = [];
  await readHistory(target.client(SFNClient), executionArn, events => {
    walk.add(events);
    for (const { id = 0, timestamp, taskScheduledEventDetails, taskSucceededEventDetails } of events) {
      const visit = walk.visitOf(id) ?? -1;
      if (taskScheduledEventDetails?.resourceType === "sns")
        asked.set(visit, readJson(taskScheduledEventDetails.parameters) as { PhoneNumber?: string });
      if (taskSucceededEventDetails?.resourceType !== "sns") continue;
      const { PhoneNumber, Message = "" } = asked.get(visit) ?? {};
      const { MessageId = "" } = (readJson(taskSucceededEventDetails.output) ?? {}) as { MessageId?: string };
      if (PhoneNumber) {
        const state = walk.visits[visit]?.name ?? "";
        sent.push({
          id: MessageId,
          phoneNumber: PhoneNumber,
          text: Message,
          state,
          at: timestamp?.getTime() ?? 0,
        });
      }
    }
  });
  return await Promise.all(
    sent.map(async ({ id, ...message }) => {
      const arrived = await target.smsInbox?.(message.phoneNumber);
      return { ...message, text: arrived?.find(sms => sms.id === id)?.text ?? message.text };
    }),
  );
}
