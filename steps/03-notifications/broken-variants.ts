import { type BrokenVariant, definition, type Exempt, replace } from "../../scripts/verify/broken-variant.ts";

const hears = (target: string) => `The ${target} hears of all five statuses`;
const listens = (rule: string) =>
  `${rule} listens to every status of this state machine, and to nothing else`;
const passesOn = (rule: string) => `${rule} passes all five statuses on`;
const named = (rule: string) => `${rule} has the name that the policies let in`;
const success = "An execution whose task succeeds is SUCCEEDED, its output the input with both results";
const tries = "A task that fails is tried three times, after 1 and 2 seconds, then the execution is FAILED";
const timeLimit = "An execution over its time limit is TIMED_OUT";
const deployed = "The deployed definition is the one in this folder";
const order = "The rules come after what lets them in";
const deadLetterQueues = "Each rule has at most five targets, and each target the dead-letter queue";
const topicPolicy = "EventBridge may publish to the topic, on no condition";

export default [
  {
    mistake: "the pattern of the first rule leaves a status out",
    edit: { "template.yaml": replace("[ABORTED, FAILED,", "[FAILED,") },
    fails: [listens("StatusRule")],
  },
  {
    mistake: "the pattern of the second rule leaves a status out",
    edit: { "template.yaml": text => text.replace(/(StreamsRule:[\s\S]*?)\[ABORTED, FAILED,/, "$1[FAILED,") },
    fails: [listens("StreamsRule")],
  },
  {
    mistake: "a topic, a queue, a function and a stream are no targets",
    edit: {
      "template.yaml": edits(
        withoutTarget("topic"),
        withoutTarget("fifo-queue"),
        withoutTarget("monitor"),
        withoutTarget("keyed-stream"),
      ),
    },
    fails: [hears("SNS topic"), hears("FIFO queue"), hears("monitor"), hears("keyed stream")],
  },
  {
    mistake: "the SQS queue, the audit, the stream and the archive are no targets",
    edit: {
      "template.yaml": edits(
        withoutTarget("queue"),
        withoutTarget("audit"),
        withoutTarget("stream"),
        withoutTarget("archive"),
      ),
    },
    fails: [hears("SQS queue"), hears("audit"), hears("stream"), hears("archive")],
  },
  {
    mistake: "nobody subscribes to the topic, and the archive has no line breaks",
    edit: {
      "template.yaml": edits(
        withoutResource("TopicSubscription"),
        replace("      - TopicSubscription\n", ""),
        replace("Processors: [{ Type: AppendDelimiterToRecord }]", "Processors: []"),
      ),
    },
    fails: [hears("SNS topic"), "The archive has an event on each line"],
  },
  {
    mistake:
      "both rules hear of another state machine, too, and there is no audit, which would start itself endlessly",
    edit: {
      "template.yaml": edits(
        text => text.replaceAll("[!Ref StateMachine]", "[!Ref StateMachine, !Ref AuditStateMachine]"),
        withoutTarget("audit"),
      ),
    },
    fails: [listens("StatusRule"), listens("StreamsRule"), "Nobody hears of another state machine"],
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
    mistake: "the monitor logs when the execution ended as when it started",
    edit: { "handlers/monitor.ts": replace("new Date(startDate)", "new Date(stopDate ?? startDate)") },
    fails: ["The monitor logs the status without what went in and out"],
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
    mistake: "every error is tried again, and the time limit is a little too long",
    edit: {
      "notifications.asl.json": definition(machine => {
        machine.TimeoutSeconds = 9;
        machine.States.Flaky.Retry.reverse()[1].ErrorEquals = ["States.ALL"];
      }),
    },
    fails: [timeLimit, "Flaky, too, tries again when Lambda has a bad moment"],
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
    fails: [success, deployed],
  },
  {
    mistake: "the flaky task never takes long",
    edit: { "handlers/flaky.ts": replace("await sleep(overrunMs)", "await sleep(10)") },
    fails: [timeLimit, "A stopped execution is ABORTED"],
  },
  {
    mistake: "receivers get a part of the event",
    edit: {
      "template.yaml": edits(
        ...["queue", "audit", "stream", "archive"].map(id =>
          replace(`- Id: ${id}\n`, `- Id: ${id}\n          InputPath: $.detail\n`),
        ),
      ),
    },
    fails: [hears("SQS queue"), hears("audit"), hears("stream"), hears("archive")],
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
    mistake: "the rules listen, but all receivers are somewhere else",
    edit: {
      "template.yaml": text => text.replaceAll(/ {6}Targets:\n(?: {8}.*\n)+/g, "      State: DISABLED\n"),
    },
    fails: [passesOn("StatusRule"), passesOn("StreamsRule"), deadLetterQueues],
  },
  {
    mistake: "the rules have names that CloudFormation makes up",
    edit: {
      "template.yaml": edits(
        replace("      Name: !Ref AWS::StackName\n", ""),
        replace("      Name: !Sub ${AWS::StackName}-streams\n", ""),
      ),
    },
    fails: [named("StatusRule"), named("StreamsRule")],
  },
  {
    mistake: "the FIFO queue takes equal messages for different ones, and the rules wait for no policy",
    edit: {
      "template.yaml": edits(replace("      ContentBasedDeduplication: true\n", ""), text =>
        text.replace(/ {4}DependsOn:\n(?: {6}- .*\n)+/, ""),
      ),
    },
    fails: ["The FIFO queue tells messages apart by what they say", order],
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
      "State machines and streams are reached with TargetsRole",
      "Hello tries again when Lambda has a bad moment, each try for at most 30 seconds",
      "Flaky, too, tries again when Lambda has a bad moment",
    ],
  },
  {
    mistake: "there is no FIFO queue yet",
    edit: {
      "template.yaml": edits(
        withoutResource("FifoQueue"),
        withoutResource("FifoQueuePolicy"),
        replace("      - FifoQueuePolicy\n", ""),
        withoutTarget("fifo-queue"),
      ),
    },
    fails: ["Only StatusRule may send to the FIFO queue"],
  },
  {
    mistake: "a target has no dead-letter queue",
    edit: {
      "template.yaml": text =>
        text.replace(/(Id: keyed-stream\n(?: {10}.*\n){2}) {10}DeadLetterConfig.*\n/, "$1"),
    },
    fails: [deadLetterQueues],
  },
  {
    mistake: "the dead-letter queue is a FIFO queue",
    edit: { "template.yaml": replace("      MessageRetentionPeriod: 345600\n", "      FifoQueue: true\n") },
    fails: [deadLetterQueues],
  },
  {
    mistake: "the first rule has a sixth target",
    edit: {
      "template.yaml": text =>
        text.replace(
          /( {8}- Id: )(queue)(\n[\s\S]*?DeadLetterConfig.*\n)/,
          (_, dash, id, rest) => `${dash}${id}${rest}${dash}queue-again${rest}`,
        ),
    },
    fails: [deadLetterQueues],
  },
  {
    mistake: "the topic's policy has a condition, which EventBridge does not support there",
    edit: {
      "template.yaml": text =>
        text.replace(
          /( {12}Action: sns:Publish\n {12}Resource: !Ref Topic\n)/,
          '$1            Condition: { StringEquals: { "aws:SourceAccount": !Ref AWS::AccountId } }\n',
        ),
    },
    fails: [topicPolicy],
  },
  {
    mistake: "nobody may publish to the topic, and everyone may send to its queue",
    edit: {
      "template.yaml": edits(
        withoutResource("TopicPolicy"),
        replace("      - TopicPolicy\n", ""),
        replace(
          'Resource: !GetAtt TopicQueue.Arn\n            Condition:\n              ArnEquals: { "aws:SourceArn": !Ref Topic }\n',
          "Resource: !GetAtt TopicQueue.Arn\n",
        ),
      ),
    },
    fails: [topicPolicy, "Only the topic may send to its queue"],
  },
  {
    mistake: "the queues and the monitor listen to every rule",
    edit: {
      "template.yaml": edits(
        text =>
          text.replace(
            /(Resource: !GetAtt \w*Queue\.Arn)\n {12}Condition:\n {14}ArnEquals:\n(?: {16}.*\n)+/g,
            "$1\n",
          ),
        text => text.replace(/ {6}SourceArn: !Sub .*\n/, ""),
      ),
    },
    fails: [
      "Only StatusRule may send to the SQS queue",
      "Only StatusRule may send to the FIFO queue",
      "Only StatusRule may invoke the monitor",
      "Only the rules may send to the dead-letter queue",
    ],
  },
  {
    mistake: "roles allow more than is needed",
    edit: {
      "template.yaml": edits(
        replace("Action: kinesis:PutRecord", "Action: kinesis:*"),
        replace("Resource: !GetAtt ArchiveBucket.Arn", 'Resource: "*"'),
        text => text.replace(/Resource: !GetAtt (Hello|Flaky|Monitor)LogGroup.Arn/g, 'Resource: "*"'),
        replace("Resource: [!GetAtt HelloFunction.Arn, !GetAtt FlakyFunction.Arn]", 'Resource: "*"'),
      ),
    },
    fails: [
      "TargetsRole may only reach the audit and the streams",
      "The archive may only fill its bucket",
      "Hello may only write its own log",
      "Flaky may only write its own log",
      "The monitor may only write its own log",
      "The state machines may only invoke the two functions",
    ],
  },
  {
    mistake: "a log is kept forever",
    edit: { "template.yaml": replace("      RetentionInDays: 7\n", "") },
    fails: ["Each function logs into a log group of the stack, which keeps it for 7 days"],
  },
] satisfies BrokenVariant[];

/** Several edits of a file, one after the other. Throws where one of them changes nothing. */
function edits(...changes: ((text: string) => string)[]): (text: string) => string {
  return text =>
    changes.reduce((edited, change, index) => {
      const changed = change(edited);
      if (changed === edited) throw new Error(`edit ${index + 1} changes nothing`);
      return changed;
    }, text);
}

/** Takes a target out of a rule, by its id. */
function withoutTarget(id: string): (text: string) => string {
  return text => text.replace(new RegExp(` {8}- Id: ${id}\\n(?: {10}.*\\n)+`), "");
}

/** Takes a resource out of the template, by its logical id. */
function withoutResource(logicalId: string): (text: string) => string {
  return text => text.replace(new RegExp(` {2}${logicalId}:\\n(?: {4}.*\\n|\\n)+`), "");
}

export const exempt: Exempt = {
  "template\\.yaml Resources\\.(DeadLetterQueue|Queue|FifoQueue|TopicQueue)\\.Properties(\\.MessageRetentionPeriod)?":
    "How long a queue keeps what nobody reads is a matter of taste; four days is the default.",
  "template\\.yaml Resources\\.TopicSubscription\\.DependsOn":
    "CloudFormation makes things in another order where nothing waits. On AWS a message may be lost that comes before a policy.",
  "template\\.yaml Resources\\.(Keyed)?Stream\\.(Properties.*|DependsOn)":
    "The size of a stream is a matter of cost; an account may create five at a time.",
  "template\\.yaml Resources\\.AuditStateMachine\\.Properties\\.StateMachineName":
    "CloudFormation makes one up.",
  "template\\.yaml Resources\\.ArchiveStream\\.Properties\\.DeliveryStreamType": "DirectPut is the default.",
  "template\\.yaml Resources\\.ArchiveStream\\.Properties\\.ExtendedS3DestinationConfiguration\\.BufferingHints.*":
    "The local target does not buffer. On AWS the events come five minutes later, and the check fails.",
  "template\\.yaml Resources\\.ArchiveBucket\\.Properties.*":
    "Buckets are private by default; how long they keep things is a matter of cost.",
};
