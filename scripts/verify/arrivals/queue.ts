import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readJson } from "../../execution/json.ts";
import type { Target } from "../../targets/index.ts";
import type { Arrival, Reader } from "./index.ts";

/**
 * Reads a queue, and deletes what it has read: a FIFO queue would hold back what follows in the same group. What a topic
 * has sent is read without its envelope.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
 */
export function queueReader(target: Target, QueueUrl = ""): Reader {
  const sqs = target.client(SQSClient);
  return async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1, // asks all of the queue's servers, not only some
        MessageSystemAttributeNames: ["MessageGroupId"],
      }),
    );
    if (Messages.length > 0) {
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
    return Messages.map(({ Body = "", Attributes }) => ({
      text: withoutEnvelope(Body),
      ...(Attributes?.MessageGroupId && { messageGroupId: Attributes.MessageGroupId }),
    }));
  };
}

/** A message of a dead-letter queue, with what EventBridge says of the reason. */
export interface DeadLetter extends Arrival {
  reason: string;
}

/**
 * Reads what a dead-letter queue has now, and leaves it there: people will want to look into it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export async function deadLetters(target: Target, QueueUrl = ""): Promise<DeadLetter[]> {
  const letters = new Map<string, DeadLetter>();
  for (;;) {
    const { Messages = [] } = await target.client(SQSClient).send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: 10, // long enough to read the others meanwhile
        MessageAttributeNames: ["All"],
      }),
    );
    const known = letters.size;
    for (const { MessageId = "", Body = "", MessageAttributes = {} } of Messages) {
      const reason = ["ERROR_CODE", "ERROR_MESSAGE", "TARGET_ARN"]
        .flatMap(name => MessageAttributes[name]?.StringValue ?? [])
        .join(", ");
      letters.set(MessageId, { text: Body, reason });
    }
    if (letters.size === known) return [...letters.values()];
  }
}

/** The message in the envelope that SNS puts around one that is not delivered raw. */
export function withoutEnvelope(body: string): string {
  const { Type, Message } = (readJson(body) ?? {}) as { Type?: string; Message?: string };
  return Type === "Notification" && Message ? Message : body;
}
