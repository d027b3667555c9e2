import { bucketReader } from "../../scripts/verify/arrivals/bucket.ts";
import { executionsReader } from "../../scripts/verify/arrivals/executions.ts";
import type { Reader } from "../../scripts/verify/arrivals/index.ts";
import { logReader } from "../../scripts/verify/arrivals/log.ts";
import { queueReader } from "../../scripts/verify/arrivals/queue.ts";
import { streamReader } from "../../scripts/verify/arrivals/stream.ts";
import type { Advice, Lesson } from "../../scripts/verify/lesson.ts";
import type { RuleId } from "./rules.ts";

/** Somebody whom a rule tells how executions go. */
export interface Receiver extends Advice {
  name: string;
  rule: RuleId;
  /** The logical id of the rule's target. */
  target: string;
  /** The logical id of what keeps the events that arrive at the target. */
  keeper: string;
  /** Reads back what has arrived since a time, by the keeper's physical id. */
  read(target: Lesson["target"], id: string, since: Date): Reader;
  /** The logical ids of what has to be there before the rule: what lets the rule in, and who would miss an event. */
  before: string[];
  /** It tells in words of its own, or is told in such, and not in whole events. */
  ownWords?: true;
  /** The check that says more clearly why nothing arrives. */
  needs?: string[];
}

const mayIt = "Does TargetsRole allow the rule to reach it?";

/** The eight, in the order of the page. */
export const receivers: Receiver[] = [
  {
    name: "SQS queue",
    rule: "StatusRule",
    target: "Queue",
    keeper: "Queue",
    read: queueReader,
    before: ["QueuePolicy"],
    section: "sqs-queue",
    hint: "Does its policy let the rule in?",
    needs: ["Only StatusRule may send to the SQS queue"],
  },
  {
    name: "FIFO queue",
    rule: "StatusRule",
    target: "FifoQueue",
    keeper: "FifoQueue",
    read: queueReader,
    before: ["FifoQueuePolicy"],
    ownWords: true,
    section: "fifo-queue",
    hint: "Does its policy let the rule in, and does it have ContentBasedDeduplication?",
    needs: ["Only StatusRule may send to the FIFO queue"],
  },
  {
    name: "SNS topic",
    rule: "StatusRule",
    target: "Topic",
    keeper: "TopicQueue",
    read: queueReader,
    before: ["TopicPolicy", "TopicSubscription"],
    section: "sns-topic",
    hint: "A topic keeps nothing: does TopicQueue subscribe to it?",
    needs: ["EventBridge may publish to the topic, on no condition"],
  },
  {
    name: "monitor",
    rule: "StatusRule",
    target: "MonitorFunction",
    keeper: "MonitorLogGroup",
    read: logReader,
    before: ["MonitorPermission"],
    ownWords: true,
    section: "the-monitor",
    hint: "Look into its log.",
    needs: ["Only StatusRule may invoke the monitor"],
  },
  {
    name: "audit",
    rule: "StatusRule",
    target: "AuditStateMachine",
    keeper: "AuditStateMachine",
    read: executionsReader,
    before: [],
    section: "audit-state-machine",
    hint: `${mayIt} Is it a Standard workflow? Others keep nothing.`,
  },
  {
    name: "stream",
    rule: "StreamsRule",
    target: "Stream",
    keeper: "Stream",
    read: streamReader,
    before: [],
    section: "kinesis-stream",
    hint: mayIt,
  },
  {
    name: "keyed stream",
    rule: "StreamsRule",
    target: "KeyedStream",
    keeper: "KeyedStream",
    read: streamReader,
    before: [],
    section: "partition-key",
    hint: mayIt,
  },
  {
    name: "archive",
    rule: "StreamsRule",
    target: "ArchiveStream",
    keeper: "ArchiveBucket",
    read: bucketReader,
    before: [],
    section: "firehose-archive",
    hint: `${mayIt} May ArchiveRole write to the bucket?`,
  },
];
