import {
  type Allowed,
  checkPolicy,
  checkRole,
  invokes,
  usedByFunctions,
  usedByStateMachines,
  writesLogs,
} from "../../scripts/verify/checks.ts";
import { functionGrants, queueGrants, topicGrants } from "../../scripts/verify/grants.ts";
import { type Lesson, Missing } from "../../scripts/verify/lesson.ts";
import { trustLine } from "../../scripts/verify/permissions.ts";

const section = "policies-and-roles";

/** Checks who may send to whom, and what each role allows: no more than the step needs. */
export async function checkPolicies(lesson: Lesson): Promise<void> {
  const { target, stack, resource } = lesson;
  const fromRule = () => `from ${stack.arn("events", `rule/${stack.name}`)}`;
  const fromTopic = () => `from ${resource("Topic")}`;
  await checkPolicy(lesson, "Only the rule may publish to the topic", {
    section,
    seen: () => topicGrants(target, resource("Topic")),
    want: () => [`Allow events.amazonaws.com sns:Publish ${fromRule()}`],
  });
  await checkPolicy(lesson, "Only the topic may send to the SQS queue", {
    section,
    seen: () => queueGrants(target, resource("Queue")),
    want: () => [`Allow sns.amazonaws.com sqs:SendMessage ${fromTopic()}`],
  });
  await checkPolicy(lesson, "Only the topic may invoke the monitor", {
    section,
    seen: () => functionGrants(target, resource("MonitorFunction")),
    want: () => [`Allow sns.amazonaws.com lambda:InvokeFunction ${fromTopic()}`],
  });
  await checkPolicy(lesson, "Only the rule may send to the FIFO queue", {
    section,
    seen: () => queueGrants(target, resource("FifoQueue")),
    want: () => [`Allow events.amazonaws.com sqs:SendMessage ${fromRule()}`],
  });
  await checkPolicy(lesson, "Only the rule and the topic may send to the dead-letter queue", {
    section,
    seen: () => queueGrants(target, resource("DeadLetterQueue")),
    want: () => [
      `Allow events.amazonaws.com sqs:SendMessage ${fromRule()}`,
      `Allow sns.amazonaws.com sqs:SendMessage ${fromTopic()}`,
    ],
  });

  const streamArn = (logicalId: string) => stack.arn("kinesis", `stream/${resource(logicalId)}`);
  await checkRole(lesson, "The rule's role may only reach the streams and the audit", {
    section,
    role: "TargetsRole",
    usedBy: [
      trustLine("events.amazonaws.com", "sts:AssumeRole", {
        StringEquals: { "aws:SourceAccount": stack.account },
        ArnEquals: { "aws:SourceArn": stack.arn("events", `rule/${stack.name}`) },
      }),
    ],
    allows: () => ({
      "kinesis:PutRecord": [...ifThere(streamArn, "Stream"), ...ifThere(streamArn, "KeyedStream")],
      "states:StartExecution": ifThere(resource, "AuditStateMachine"),
    }),
  });
  await checkRole(lesson, "The archive may only read its stream and fill its bucket", {
    section,
    role: "ArchiveRole",
    usedBy: [
      trustLine("firehose.amazonaws.com", "sts:AssumeRole", {
        StringEquals: { "sts:ExternalId": stack.account },
      }),
    ],
    allows: () => archives(streamArn("Stream"), stack.arn("s3", resource("ArchiveBucket"))),
  });
  await checkRole(lesson, "The functions may only write their logs", {
    section,
    role: "HelloRole",
    usedBy: usedByFunctions,
    allows: () => writesLogs(lesson, "HelloLogGroup", "FlakyLogGroup", "MonitorLogGroup"),
  });
  await checkRole(lesson, "The state machines may only invoke the two functions", {
    section,
    role: "StateMachineRole",
    usedBy: usedByStateMachines(lesson),
    allows: () => invokes(lesson, "HelloFunction", "FlakyFunction"),
  });
}

/** As in https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html */
function archives(stream: string, bucket: string): Allowed {
  return {
    "s3:GetBucketLocation": bucket,
    "s3:ListBucket": bucket,
    "s3:ListBucketMultipartUploads": bucket,
    "s3:AbortMultipartUpload": `${bucket}/*`,
    "s3:GetObject": `${bucket}/*`,
    "s3:PutObject": `${bucket}/*`,
    "kinesis:DescribeStream": stream,
    "kinesis:GetRecords": stream,
    "kinesis:GetShardIterator": stream,
    "kinesis:ListShards": stream,
  };
}

/** The ARN of a resource; none where the template does not have it yet: the receivers are built one by one. */
function ifThere(arnOf: (logicalId: string) => string, logicalId: string): string[] {
  try {
    return [arnOf(logicalId)];
  } catch (error) {
    if (error instanceof Missing) return [];
    throw error;
  }
}
