import type { BrokenVariant, Exempt } from "../../../scripts/verify/broken-variant.ts";

const queuePolicy = "Only AlarmRule may send to the alarm queue";
const deadLetterPolicy = "Only the three rules may send to the dead-letter queue";
const deadLetters = "An alarm that can't be delivered goes to the dead-letter queue";
const order = "AlarmRule comes after what lets it in";
const raises = "A nightly execution that fails or takes too long raises the alarm";
const nothingElse = "Nothing else raises the alarm";
const thisMachine = "The alarm is about this state machine only";

/** What the step's own solution lacks. */
export const unsolved = [queuePolicy, deadLetterPolicy, deadLetters, order, raises, nothingElse, thisMachine];

/** Edits the alarm's rule, whose parts the other rules have, too. */
const rule = (from: string, to: string) => ({
  "template.yaml": (text: string) =>
    text.replace(/ {2}AlarmRule:\n(?: {4}.*\n)+/, alarmRule => alarmRule.replace(from, () => to)),
});

const names = "          name: [{ prefix: nightly- }]\n";
const statuses = "          status: [FAILED, TIMED_OUT]\n";

export default [
  { mistake: "every name will do", edit: rule(names, ""), fails: [nothingElse] },
  {
    mistake: "the name has to be nightly-, and to have nothing after it",
    edit: rule(names, "          name: [nightly-]\n"),
    fails: [raises],
  },
  {
    mistake: "nightly may be anywhere in the name",
    edit: rule(names, '          name: [{ wildcard: "*nightly-*" }]\n'),
    fails: [nothingElse],
  },
  { mistake: "every status will do", edit: rule(statuses, ""), fails: [nothingElse] },
  {
    mistake: "who stops an execution raises the alarm",
    edit: rule(statuses, "          status: [ABORTED, FAILED, TIMED_OUT]\n"),
    fails: [nothingElse],
  },
  {
    mistake: "an execution that takes too long raises no alarm",
    edit: rule(statuses, "          status: [FAILED]\n"),
    fails: [raises],
  },
  {
    mistake: "the alarm hears of every state machine",
    edit: rule("          stateMachineArn: [!Ref StateMachine]\n", ""),
    fails: [thisMachine],
  },
  {
    mistake: "the first rule may send to the alarm queue, and the alarm to no other",
    edit: {
      "template.yaml": text =>
        text
          .replace(/(Resource: !GetAtt AlarmQueue\.Arn\n(?:.*\n){2}.*rule\/\$\{AWS::StackName\})-alarm/, "$1")
          .replace(/ +- !Sub arn.*-alarm\n/, ""),
    },
    fails: [queuePolicy, deadLetterPolicy, raises],
  },
  {
    mistake: "the alarm has no dead-letter queue",
    edit: rule("          DeadLetterConfig: { Arn: !GetAtt DeadLetterQueue.Arn }\n", ""),
    fails: [deadLetters],
  },
  {
    mistake: "the rule may come before its policies",
    edit: rule("    DependsOn: [AlarmQueuePolicy, DeadLetterQueuePolicy]\n", ""),
    fails: [order],
  },
  {
    mistake: "the alarm takes events from anywhere",
    edit: rule("        source: [aws.states]\n", ""),
    fails: [thisMachine],
  },
] satisfies BrokenVariant[];

export const exempt: Exempt = {
  "template\\.yaml Resources\\.AlarmQueue\\.Properties(\\.MessageRetentionPeriod)?":
    "How long a queue keeps what nobody reads is a matter of taste; four days is the default.",
};
