import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Target } from "../../targets/index.ts";
import type { Reader } from "./index.ts";
import { withoutEnvelope } from "./queue.ts";

/**
 * Looks at what a queue has, and takes nothing away from whoever reads it. Of a FIFO queue's group these are the ten oldest
 * messages at most, and of a long queue a sample, another one each time.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export function queuePeeker(target: Target, QueueUrl = ""): Reader {
  const known = new Set<string>();
  return async () => {
    const { Messages = [] } = await target
      .client(SQSClient)
      .send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
    const fresh = Messages.filter(({ MessageId = "" }) => !known.has(MessageId));
    for (const { MessageId = "" } of fresh) known.add(MessageId);
    return fresh.map(({ Body = "" }) => ({ text: withoutEnvelope(Body) }));
  };
}
