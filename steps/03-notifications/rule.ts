import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { GetSubscriptionAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import type { Lesson } from "../../scripts/verify/lesson.ts";

/** The rule's pattern, each of its lists sorted. */
export async function patternOf({ target, resource }: Lesson): Promise<unknown> {
  const { EventPattern = "{}" } = await target
    .client(EventBridgeClient)
    .send(new DescribeRuleCommand({ Name: resource("StatusRule") }));
  return JSON.parse(EventPattern, (_, value) => (Array.isArray(value) ? value.sort() : value));
}

async function targetsOf({ target, resource }: Lesson): Promise<Target[]> {
  const { Targets = [] } = await target
    .client(EventBridgeClient)
    .send(new ListTargetsByRuleCommand({ Rule: resource("StatusRule") }));
  return Targets;
}

/** The names of the roles that targets are reached with, by the targets that EventBridge wants one for. */
export async function rolesOfTargets(lesson: Lesson): Promise<Record<string, string>> {
  const targets = (await targetsOf(lesson)).filter(({ Arn = "" }) => /:(kinesis|states):/.test(Arn));
  return Object.fromEntries(
    targets.map(({ Id = "", RoleArn = "no role" }) => [Id, RoleArn.replace(/^.*\//, "")]),
  );
}

/** The targets of the rule after the fifth, and those targets and subscriptions without the dead-letter queue. */
export async function withoutDeadLetterQueue(lesson: Lesson): Promise<string[]> {
  const { target, resource } = lesson;
  const deadLetterQueue = await queueAttribute(target, resource("DeadLetterQueue"), "QueueArn");
  const without = (await targetsOf(lesson)).filter(
    ({ DeadLetterConfig }, index) => DeadLetterConfig?.Arn !== deadLetterQueue || index > 4,
  );
  const found = without.map(({ Id = "" }) => Id);
  for (const subscription of ["QueueSubscription", "MonitorSubscription"]) {
    const { Attributes } = await target
      .client(SNSClient)
      .send(new GetSubscriptionAttributesCommand({ SubscriptionArn: resource(subscription) }));
    if (!Attributes?.RedrivePolicy?.includes(`"${deadLetterQueue}"`)) found.push(subscription);
  }
  return found;
}

/** One attribute of a queue, as text. */
export async function queueAttribute(
  target: Lesson["target"],
  QueueUrl: string,
  name: QueueAttributeName,
): Promise<string | undefined> {
  const query = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] });
  return (await target.client(SQSClient).send(query)).Attributes?.[name];
}
