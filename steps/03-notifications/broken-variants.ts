import { type BrokenVariant, definition, type Exempt, replace } from "../../scripts/verify/broken-variant.ts";

const hears = (target: string) => `${target} hears of all five statuses`;
const success = "An execution whose task succeeds is SUCCEEDED, its output the input with both results";
const tries = "A task that fails is tried three times, after 1 and 2 seconds, then the execution is FAILED";
const timeLimit = "An execution over its time limit is TIMED_OUT";
const deployed = "The deployed definition is the one in this folder";

const deadLetterQueue = "\n          DeadLetterConfig: { Arn: !GetAtt DeadLetterQueue.Arn }";

export default [
  {
    mistake: "the pattern leaves a status out",
    edit: { "template.yaml": replace("[ABORTED, FAILED,", "[FAILED,") },
    fails: ["The rule listens to every status of this state machine, and to nothing else"],
  },
  {
    mistake: "the topic is no target",
    edit: {
      "template.yaml": replace(`        - Id: topic\n          Arn: !Ref Topic${deadLetterQueue}\n`, ""),
    },
    fails: [hears("SNS topic"), hears("SQS queue"), hears("monitor")],
  },
  {
    mistake: "the queue gets the event in an envelope",
    edit: { "template.yaml": replace("      RawMessageDelivery: true\n", "") },
    fails: [hears("SQS queue")],
  },
  {
    mistake:
      "the rule hears of another state machine, too, and has no audit, which would start itself endlessly",
    edit: {
      "template.yaml": edits(
        replace("[!Ref StateMachine]", "[!Ref StateMachine, !Ref AuditStateMachine]"),
        text => text.replace(/ {8}- Id: audit\n(?: {10}.*\n)+/, ""),
      ),
    },
    fails: [
      "The rule listens to every status of this state machine, and to nothing else",
      "Nobody hears of another state machine",
    ],
  },
  {
    mistake: "the message group and the partition key are other ones",
    edit: {
      "template.yaml": edits(
        replace("MessageGroupId: executions", "MessageGroupId: other"),
        replace("PartitionKeyPath: $.detail.executionArn", "PartitionKeyPath: $.id"),
      ),
    },
    fails: ["The FIFO queue keeps all messages in one group", "The partition key is the execution's ARN"],
  },
  {
    mistake: "people get the event as it is, and the monitor logs the whole of it",
    edit: {
      "template.yaml": text => text.replace(/ {10}InputTransformer:(\n {12}.*)+\n/, ""),
      "handlers/monitor.ts": replace("JSON.stringify(line)", "JSON.stringify({ ...detail, ...line })"),
    },
    fails: [
      "The FIFO queue gets sentences for people",
      "The monitor logs the status without what went in and out",
    ],
  },
  {
    mistake: "the audit gets nothing as its input",
    edit: {
      "template.yaml": replace(
        "Arn: !Ref AuditStateMachine\n",
        'Arn: !Ref AuditStateMachine\n          Input: "{}"\n',
      ),
    },
    fails: [hears("audit")],
  },
  {
    mistake: "nothing is tried again, and there is no time limit",
    edit: {
      "notifications.asl.json": definition(machine => {
        delete machine.TimeoutSeconds;
        machine.States.Flaky.Retry.shift();
      }),
    },
    fails: [tries, timeLimit],
  },
  {
    mistake: "the flaky task is left out",
    edit: {
      "notifications.asl.json": definition(machine => {
        const { Next, ...hello } = machine.States.Hello;
        machine.States = { Hello: { ...hello, End: true } };
      }),
    },
    fails: [success, tries, timeLimit, "A stopped execution is ABORTED", deployed],
  },
  {
    mistake: "a target does not exist",
    edit: {
      "template.yaml": replace(
        "Arn: !Ref AuditStateMachine\n          RoleArn",
        "Arn: !Sub ${AuditStateMachine}s\n          RoleArn",
      ),
    },
    fails: [hears("audit"), "No event had to go to the dead-letter queue"],
  },
  {
    mistake: "the rule listens, but the topic, the queue and all others are somewhere else",
    edit: {
      "template.yaml": text =>
        text.replace(/ {6}Targets:\n[\s\S]*?(?=\n {2}TargetsRole:)/, "      State: DISABLED\n"),
    },
    fails: ["The rule passes all five statuses on"],
  },
  {
    mistake: "the rule has a name that CloudFormation makes up",
    edit: { "template.yaml": replace("      Name: !Ref AWS::StackName\n", "") },
    fails: ["The rule has the stack's name"],
  },
  {
    mistake: "the FIFO queue takes equal messages for different ones",
    edit: { "template.yaml": replace("      ContentBasedDeduplication: true\n", "") },
    fails: ["The FIFO queue tells messages apart by what they say"],
  },
  {
    mistake: "a stream is reached without a role, and no task is tried again when Lambda has a bad moment",
    edit: {
      "template.yaml": replace(
        "Arn: !GetAtt Stream.Arn\n          RoleArn: !GetAtt TargetsRole.Arn",
        "Arn: !GetAtt Stream.Arn",
      ),
      "notifications.asl.json": definition(machine => {
        delete machine.States.Hello.Retry;
        machine.States.Flaky.Retry.pop();
      }),
    },
    fails: [
      "The streams and the audit are reached with the rule's role",
      "Hello tries again when Lambda has a bad moment, each try for at most 30 seconds",
      "Flaky, too, tries again when Lambda has a bad moment",
    ],
  },
  {
    mistake: "the queues and the streams are not targets",
    edit: {
      "template.yaml": text => text.replace(/ {8}- Id: fifo-queue\n[\s\S]*?(?= {8}- Id: audit\n)/, ""),
    },
    fails: [hears("FIFO queue"), hears("stream"), hears("keyed stream"), hears("archive")],
  },
  {
    mistake: "there is no FIFO queue yet",
    edit: {
      "template.yaml": text =>
        text
          .replace(/ {2}FifoQueue:\n(?: {4}.*\n|\n)+/, "")
          .replace(/ {2}FifoQueuePolicy:\n(?: {4}.*\n|\n)+/, "")
          .replace("      - FifoQueuePolicy\n", "")
          .replace(/ {8}- Id: fifo-queue\n(?: {10}.*\n)+/, ""),
    },
    fails: ["Only the rule may send to the FIFO queue"],
  },
  {
    mistake: "a target has no dead-letter queue",
    edit: {
      "template.yaml": replace(
        `Arn: !GetAtt Stream.Arn\n          RoleArn: !GetAtt TargetsRole.Arn${deadLetterQueue}`,
        "Arn: !GetAtt Stream.Arn\n          RoleArn: !GetAtt TargetsRole.Arn",
      ),
    },
    fails: [
      "The rule has at most five targets; each of them, and each subscription, has the dead-letter queue",
    ],
  },
  {
    mistake: "the topic, the queues and the monitor listen to everyone",
    edit: {
      "template.yaml": edits(
        text =>
          text.replace(/(Resource: !(?:GetAtt|Ref) \w+(?:\.Arn)?)\n {12}Condition:\n(?: {14}.*\n)+/g, "$1\n"),
        replace("      SourceArn: !Ref Topic\n", ""),
      ),
    },
    fails: [
      "Only the rule may publish to the topic",
      "Only the topic may send to the SQS queue",
      "Only the topic may invoke the monitor",
      "Only the rule may send to the FIFO queue",
      "Only the rule and the topic may send to the dead-letter queue",
    ],
  },
  {
    mistake: "roles allow more than is needed",
    edit: {
      "template.yaml": edits(
        replace("Action: kinesis:PutRecord", "Action: kinesis:*"),
        replace("Resource: !GetAtt ArchiveBucket.Arn", 'Resource: "*"'),
        text => text.replace(/Resource: \[!GetAtt HelloLogGroup.*\]/, 'Resource: "*"'),
        replace("Resource: [!GetAtt HelloFunction.Arn, !GetAtt FlakyFunction.Arn]", 'Resource: "*"'),
      ),
    },
    fails: [
      "The rule's role may only reach the streams and the audit",
      "The archive may only read its stream and fill its bucket",
      "The functions may only write their logs",
      "The state machines may only invoke the two functions",
    ],
  },
  {
    mistake: "a log is kept forever",
    edit: { "template.yaml": replace("      RetentionInDays: 7\n", "") },
    fails: ["Each function logs into a log group of the stack, which keeps it for 7 days"],
  },
] satisfies BrokenVariant[];

/** Several edits of a file, one after the other. */
function edits(...changes: ((text: string) => string)[]): (text: string) => string {
  return text => changes.reduce((edited, change) => change(edited), text);
}

export const exempt: Exempt = {
  "template\\.yaml Resources\\.StatusRule\\.DependsOn.*":
    "The local target makes things in another order. On AWS an event may be lost that comes before a policy.",
  "template\\.yaml Resources\\.(DeadLetterQueue|Queue|FifoQueue)\\.Properties(\\.MessageRetentionPeriod)?":
    "How long a queue keeps what nobody reads is a matter of taste; four days is the default.",
  "template\\.yaml Resources\\.(Keyed)?Stream\\.(Properties.*|DependsOn)":
    "The size of a stream is a matter of cost; an account may create five at a time.",
  "template\\.yaml Resources\\.(MonitorFunction\\.Properties\\.FunctionName|AuditStateMachine\\.Properties\\.StateMachineName)":
    "CloudFormation makes one up.",
  "template\\.yaml Resources\\.ArchiveStream\\.Properties\\.ExtendedS3DestinationConfiguration\\.BufferingHints.*":
    "The local target does not buffer. On AWS the events come five minutes later, and the check fails.",
  "template\\.yaml Resources\\.ArchiveStream\\.Properties\\.ExtendedS3DestinationConfiguration\\.ProcessingConfiguration.*":
    "A line for each event is for people: the check reads events with or without line breaks.",
  "template\\.yaml Resources\\.ArchiveBucket\\.Properties.*":
    "Buckets are private by default; how long they keep things is a matter of cost.",
};
