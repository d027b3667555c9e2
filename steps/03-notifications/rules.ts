import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import type { Lesson } from "../../scripts/verify/lesson.ts";

/** The rules by their logical ids, with what their names have after the stack's; the last one is the challenge's. */
const nameEnds = { StatusRule: "", StreamsRule: "-streams", AlarmRule: "-alarm" };

export type RuleId = keyof typeof nameEnds;

/** The step's own. */
export const ruleIds: [RuleId, ...RuleId[]] = ["StatusRule", "StreamsRule"];

/** The name that the policies let in: they are there before the rule. */
export function ruleName({ stack }: Lesson, rule: RuleId): string {
  return `${stack.name}${nameEnds[rule]}`;
}

/** The ARN that the policies let in. */
export function ruleArn(lesson: Lesson, rule: RuleId): string {
  return lesson.stack.arn("events", `rule/${ruleName(lesson, rule)}`);
}

/** A rule's pattern, each of its lists sorted. Throws a Missing error where there is no such rule. */
export async function patternOf({ target, resource }: Lesson, rule: RuleId): Promise<unknown> {
  const { EventPattern = "{}" } = await target
    .client(EventBridgeClient)
    .send(new DescribeRuleCommand({ Name: resource(rule) }));
  return JSON.parse(EventPattern, (_, value) => (Array.isArray(value) ? value.sort() : value));
}

/** A target of one of the rules. */
export interface RuleTarget extends Target {
  rule: RuleId;
}

/** The targets of the rules that are there. */
export async function targetsOf({ target, stack }: Lesson, rules: RuleId[] = ruleIds): Promise<RuleTarget[]> {
  const targets = rules.map(async rule => {
    const Rule = stack.resources[rule];
    if (!Rule) return [];
    const { Targets = [] } = await target
      .client(EventBridgeClient)
      .send(new ListTargetsByRuleCommand({ Rule }));
    return Targets.map(one => ({ ...one, rule }));
  });
  return (await Promise.all(targets)).flat();
}
