import { GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import * as assert from "uvu/assert";
import type { Execution } from "../../scripts/execution/follow.ts";
import { deadLetters } from "../../scripts/verify/arrivals/queue.ts";
import { deployedTemplate } from "../../scripts/verify/deployed-template.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import type { Heard } from "./hearing.ts";
import { receivers } from "./receivers.ts";
import { patternOf, type RuleId, ruleIds, ruleName, targetsOf } from "./rules.ts";
import { isEvent, noticeIn, type Status, statuses } from "./statuses.ts";

const listens = (rule: RuleId) =>
  `${rule} listens to every status of this state machine, and to nothing else`;
const passesOn = (rule: RuleId) => `${rule} passes all five statuses on`;

/** The check that a receiver, by its name, hears of all that happens. */
export const hears = (name: string) => `The ${name} hears of all five statuses`;

/** Checks a rule's name and its pattern, which is the same for both rules. */
export async function checkRule(lesson: Lesson, rule: RuleId, section: string): Promise<void> {
  const { check, output, resource } = lesson;
  await check(`${rule} has the name that the policies let in`, {
    section,
    hint: `Call it ${ruleName(lesson, rule)}: the policies name the rule before it is there.`,
    seen: () => resource(rule),
    want: ruleName(lesson, rule),
  });
  await check(listens(rule), {
    section,
    hint: "The pattern names source, detail-type, the state machine's ARN and all five statuses.",
    seen: () => patternOf(lesson, rule),
    want: () => ({
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { stateMachineArn: [output("StateMachineArn")], status: statuses },
    }),
  });
}

/** Checks that of each status that is to be heard of, one of the rule's receivers has heard. */
export async function checkPassesOn(
  { check }: Lesson,
  rule: RuleId,
  section: string,
  heard: Heard[],
  toHear: Status[],
): Promise<void> {
  const passedOn = heard.filter(receiver => receiver.rule === rule).flatMap(({ statuses }) => statuses);
  await check(passesOn(rule), {
    section,
    hint:
      "None of the rule's receivers heard of what is missing: look at them. If those of the other rule did not either, the " +
      "event may be lost, since Step Functions sends events on a best-effort basis: check once more.",
    needs: listens(rule),
    seen: toHear.filter(status => passedOn.includes(status)),
    want: toHear,
  });
}

/** Checks that a receiver heard of all that is to be heard of. */
export async function checkHears(
  { check, stack, resource }: Lesson,
  { name, rule, target, keeper, needs = [], section, hint, isTarget, ownWords, arrivals, statuses }: Heard,
  toHear: Status[],
): Promise<void> {
  await check(hears(name), {
    section,
    hint,
    needs: stack.resources[target] ? [passesOn(rule), ...needs] : [], // one that is not there yet is missed by its name
    judge: () => {
      for (const id of [target, keeper]) resource(id);
      if (!isTarget)
        return { message: `${target} is no target of ${rule}.`, hint: "Add it to the rule's Targets." };
      assert.equal(statuses, toHear);
      const other = ownWords ? undefined : arrivals.find(arrival => !isEvent(arrival));
      if (!other) return undefined;
      const hint = "Its target has no Input, InputPath or InputTransformer.";
      return { message: `It gets ${other.text.slice(0, 120)} … instead of whole events.`, hint };
    },
  });
}

/** Checks that the rules come after what has to be there before them, as far as the template has it yet. */
export async function checkOrder(lesson: Lesson, section: string): Promise<void> {
  await lesson.check("The rules come after what lets them in", {
    section,
    hint: "An event that comes before a policy is not sent again: name the policy in the rule's DependsOn.",
    needs: "Only StatusRule may send to the SQS queue",
    seen: () => notWaitedFor(lesson),
    want: [],
  });
}

/** What deployed rules with these receivers do not wait for, and should: a line each. */
export async function notWaitedFor(lesson: Lesson, rules = ruleIds, all = receivers): Promise<string[]> {
  const { Resources } = await deployedTemplate(lesson);
  return rules.flatMap(rule => {
    const before = all.filter(receiver => receiver.rule === rule).flatMap(({ before }) => before);
    const waitsFor = [Resources[rule]?.DependsOn ?? []].flat();
    return ["DeadLetterQueuePolicy", ...before]
      .filter(id => Resources[rule] && Resources[id] && !waitsFor.includes(id))
      .map(id => `${rule} does not depend on ${id}`);
  });
}

const targetsAreRight = "Each rule has at most five targets, and each target the dead-letter queue";

/** Checks how many targets the rules have, that each has the dead-letter queue, and that no event of ours is there. */
export async function checkDeadLetters(
  lesson: Lesson,
  section: string,
  executions: Execution[],
): Promise<void> {
  const { target, check, resource } = lesson;
  await check(targetsAreRight, {
    section,
    hint: "Give each target a DeadLetterConfig with a standard queue, and the sixth target another rule.",
    seen: () => wrongTargets(lesson),
    want: [],
  });
  await check("No event had to go to the dead-letter queue", {
    section,
    hint: "EventBridge says why, and for which target. The queue keeps the events for four days.",
    needs: targetsAreRight,
    seen: async () => {
      const letters = await deadLetters(target, resource("DeadLetterQueue"));
      const ours = letters.filter(letter =>
        executions.some(({ arn }) => arn === noticeIn(letter)?.executionArn),
      );
      return [...new Set(ours.map(({ reason }) => reason))];
    },
    want: [],
  });
}

/** A line for each target without the dead-letter queue, and for each after the fifth of a rule. */
export async function wrongTargets(
  lesson: Lesson,
  rules: [RuleId, ...RuleId[]] = ruleIds,
): Promise<string[]> {
  const { target, resource } = lesson;
  resource(rules[0]);
  const deadLetterQueue = await queueAttribute(target, resource("DeadLetterQueue"), "QueueArn");
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
  if (deadLetterQueue?.endsWith(".fifo"))
    return ["DeadLetterQueue is a FIFO queue: EventBridge takes a standard queue only"];
  const targets = await targetsOf(lesson, rules);
  if (targets.length === 0) return ["no rule has a target yet"];
  return targets.flatMap(({ rule, Id, DeadLetterConfig }) => {
    const isLost = DeadLetterConfig?.Arn !== deadLetterQueue;
    const place = targets.filter(other => other.rule === rule).findIndex(other => other.Id === Id);
    return [
      ...(isLost ? [`${Id} of ${rule} has no dead-letter queue`] : []),
      ...(place > 4 ? [`${Id} is one target too many for ${rule}`] : []),
    ];
  });
}

/** Checks that the targets which have no policy are reached with the rules' role. */
export async function checkRoles(lesson: Lesson, section: string): Promise<void> {
  const { check, resource } = lesson;
  await check("State machines and streams are reached with TargetsRole", {
    section,
    hint: "These targets have no policy of their own that lets a rule in: give them a RoleArn.",
    judge: async () => {
      const targets = (await targetsOf(lesson)).filter(({ Arn }) =>
        /^arn:\w+:(states|kinesis|firehose):/.test(Arn ?? ""),
      );
      const role = resource("TargetsRole");
      if (targets.length === 0) return { message: "No rule has such a target yet." };
      const nameOf = (arn = "no role") => arn.replace(/^.*\//, "");
      assert.equal(
        Object.fromEntries(targets.map(({ Id, RoleArn }) => [Id, nameOf(RoleArn)])),
        Object.fromEntries(targets.map(({ Id }) => [Id, role])),
      );
    },
  });
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
