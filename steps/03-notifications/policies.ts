import { functionGrants, queueGrants, topicGrants } from "../../scripts/verify/grants.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { trustLine } from "../../scripts/verify/permissions.ts";
import {
  type Allowed,
  checkPolicy,
  checkRole,
  invokes,
  usedByFunctions,
  usedByStateMachines,
  writesLogs,
} from "../../scripts/verify/roles.ts";
import { type RuleId, ruleArn, ruleIds } from "./rules.ts";

interface QueuePolicyWanted {
  section: string;
  /** The queue's logical id. */
  queue: string;
  /** The rules that may send to it. */
  rules: RuleId[];
}

/** Checks that a queue lets in what rules send, and nothing else. */
export async function checkQueuePolicy(
  lesson: Lesson,
  name: string,
  { section, queue, rules }: QueuePolicyWanted,
): Promise<void> {
  const { target, resource } = lesson;
  await checkPolicy(lesson, name, {
    section,
    seen: () => queueGrants(target, resource(queue)),
    want: () => rules.map(rule => `Allow events.amazonaws.com sqs:SendMessage from ${ruleArn(lesson, rule)}`),
  });
}

/**
 * Checks that a topic lets EventBridge in, and its queue the topic.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
export async function checkTopicPolicies(lesson: Lesson, section: string): Promise<void> {
  const { target, check, resource } = lesson;
  await check("EventBridge may publish to the topic, on no condition", {
    section,
    hint: "Allow events.amazonaws.com to sns:Publish, without a Condition: EventBridge does not support any in a topic's policy, and none of its events would get in.",
    seen: () => topicGrants(target, resource("Topic")),
    want: ["Allow events.amazonaws.com sns:Publish from anywhere"],
  });
  await checkPolicy(lesson, "Only the topic may send to its queue", {
    section,
    seen: () => queueGrants(target, resource("TopicQueue")),
    want: () => [`Allow sns.amazonaws.com sqs:SendMessage from ${resource("Topic")}`],
  });
}

/** Checks that only a rule may invoke the monitor. */
export async function checkMonitorPolicy(lesson: Lesson, section: string): Promise<void> {
  const { target, resource } = lesson;
  await checkPolicy(lesson, "Only StatusRule may invoke the monitor", {
    section,
    seen: () => functionGrants(target, resource("MonitorFunction")),
    want: () => [`Allow events.amazonaws.com lambda:InvokeFunction from ${ruleArn(lesson, "StatusRule")}`],
  });
}

/** Checks the role of the rules: of their targets that need it, it has to allow those that are there. */
export async function checkTargetsRole(lesson: Lesson, section: string): Promise<void> {
  const { stack } = lesson;
  await checkRole(lesson, "TargetsRole may only reach the audit and the streams", {
    section,
    role: "TargetsRole",
    usedBy: [
      trustLine("events.amazonaws.com", "sts:AssumeRole", {
        StringEquals: { "aws:SourceAccount": stack.account },
        ArnEquals: { "aws:SourceArn": ruleIds.map(rule => ruleArn(lesson, rule)) },
      }),
    ],
    allows: () => {
      const arnsOf = (prefix: string, ...logicalIds: string[]) =>
        logicalIds.flatMap(id => stack.resources[id] ?? []).map(id => `${prefix}${id}`);
      const archive = arnsOf(stack.arn("firehose", "deliverystream/"), "ArchiveStream");
      return {
        "states:StartExecution": arnsOf("", "AuditStateMachine"),
        "kinesis:PutRecord": arnsOf(stack.arn("kinesis", "stream/"), "Stream", "KeyedStream"),
        "firehose:PutRecord": archive,
        "firehose:PutRecordBatch": archive,
      };
    },
  });
}

/** Checks that the archive may fill its bucket, as in https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html */
export async function checkArchiveRole(lesson: Lesson, section: string): Promise<void> {
  const { stack, resource } = lesson;
  await checkRole(lesson, "The archive may only fill its bucket", {
    section,
    role: "ArchiveRole",
    usedBy: [
      trustLine("firehose.amazonaws.com", "sts:AssumeRole", {
        StringEquals: { "sts:ExternalId": stack.account },
      }),
    ],
    allows: () => {
      const bucket = stack.arn("s3", resource("ArchiveBucket"));
      return fills(bucket, `${bucket}/*`);
    },
  });
}

function fills(bucket: string, objects: string): Allowed {
  return {
    "s3:GetBucketLocation": bucket,
    "s3:ListBucket": bucket,
    "s3:ListBucketMultipartUploads": bucket,
    "s3:AbortMultipartUpload": objects,
    "s3:GetObject": objects,
    "s3:PutObject": objects,
  };
}

/** Checks the roles that the step begins with: those of the functions, and the state machine's. */
export async function checkGivenRoles(lesson: Lesson, section: string): Promise<void> {
  const functions = { Hello: "Hello", Flaky: "Flaky", "The monitor": "Monitor" };
  for (const [name, id] of Object.entries(functions)) {
    await checkRole(lesson, `${name} may only write its own log`, {
      section,
      role: `${id}Role`,
      of: [`${id}Function`],
      usedBy: usedByFunctions,
      allows: () => writesLogs(lesson, `${id}LogGroup`),
    });
  }
  await checkRole(lesson, "The state machines may only invoke the two functions", {
    section,
    role: "StateMachineRole",
    of: ["StateMachine", "AuditStateMachine"],
    usedBy: usedByStateMachines(lesson),
    allows: () => invokes(lesson, "HelloFunction", "FlakyFunction"),
  });
}
