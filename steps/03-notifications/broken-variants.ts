import { type BrokenVariant, definition, replace } from "../../scripts/verify/broken-variant.ts";

const hears = (target: string) => `${target} hears of all five statuses`;
const everyTarget = [
  "SNS topic",
  "SQS queue",
  "FIFO queue",
  "monitor",
  "stream",
  "keyed stream",
  "archive",
  "audit",
].map(hears);
const success = "An execution whose task succeeds is SUCCEEDED, its output the input with both results";
const tries = "A task that fails is tried three times, after 1 and 2 seconds, then the execution is FAILED";
const timeLimit = "An execution over its time limit is TIMED_OUT";
const deployed = "The deployed definition is the one in this folder";

const deadLetterQueue = "\n          DeadLetterConfig: { Arn: !GetAtt DeadLetterQueue.Arn }";

export default [
  {
    mistake: "the patterns leave a status out",
    edit: { "template.yaml": text => text.replaceAll("[ABORTED, FAILED,", "[FAILED,") },
    fails: everyTarget,
  },
  {
    mistake: "the queue is no target",
    edit: {
      "template.yaml": replace(
        `        - Id: queue\n          Arn: !GetAtt Queue.Arn${deadLetterQueue}\n`,
        "",
      ),
    },
    fails: [hears("SQS queue")],
  },
  {
    mistake: "a rule hears of another state machine, too",
    edit: {
      // In the other rule this would be an endless loop.
      "template.yaml": replace("[!Ref StateMachine]", "[!Ref StateMachine, !Ref AuditStateMachine]"),
    },
    fails: ["No target hears of another state machine"],
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
      "The topic sends a sentence for people",
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
    fails: [tries, timeLimit, hears("stream")],
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
      "template.yaml": replace("Arn: !GetAtt MonitorFunction.Arn\n", "Arn: !Sub ${MonitorFunction.Arn}s\n"),
    },
    fails: [hears("monitor"), "No event had to go to the dead-letter queue"],
  },
  {
    mistake: "a target has no dead-letter queue, and the queue takes messages from everyone",
    edit: {
      "template.yaml": edits(
        replace(
          `Arn: !GetAtt Stream.Arn\n          RoleArn: !GetAtt TargetsRole.Arn${deadLetterQueue}`,
          "Arn: !GetAtt Stream.Arn\n          RoleArn: !GetAtt TargetsRole.Arn",
        ),
        text => text.replace(/(Resource: !GetAtt Queue.Arn)\n +Condition:\n.*\n/, "$1\n"),
      ),
    },
    fails: [
      "Each rule has at most five targets, and each target the dead-letter queue",
      "Only the rules may send to their targets, only the topic to its inbox",
    ],
  },
  {
    mistake: "roles allow more than is needed",
    edit: {
      "template.yaml": edits(
        replace("Action: kinesis:PutRecord", "Action: kinesis:*"),
        replace("Resource: !GetAtt ArchiveBucket.Arn", 'Resource: "*"'),
        replace("Resource: !GetAtt MonitorLogGroup.Arn", 'Resource: "*"'),
        replace("Resource: [!GetAtt HelloFunction.Arn, !GetAtt FlakyFunction.Arn]", 'Resource: "*"'),
      ),
    },
    fails: [
      "The rule with a role may only reach its four targets",
      "The archive may only write to its bucket, and the audit do nothing",
      "The functions may only write their own logs",
      "The state machine may only invoke its two functions",
    ],
  },
] satisfies BrokenVariant[];

/** Several edits of a file, one after the other. */
function edits(...changes: ((text: string) => string)[]): (text: string) => string {
  return text => changes.reduce((edited, change) => change(edited), text);
}
