import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Target } from "../../target/index.ts";
import type { Reader } from "./index.ts";

/**
 * Reads a queue, and deletes what it has read: a FIFO queue would hold back what follows in the same group.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
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
      text: Body,
      ...(Attributes?.MessageGroupId && { messageGroupId: Attributes.MessageGroupId }),
    }));
  };
}
