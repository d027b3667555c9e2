import { findSteps } from "../shared/steps.ts";
import { planStacks } from "../stack/plan.ts";
import prices from "./prices.json" with { type: "json" };
import quotas from "./quotas.json" with { type: "json" };
import { type CountedStack, type Counts, countTransitions, countUse } from "./usage.ts";

/** A quota that learners share, and how many of them it suffices for. */
export interface Room {
  quota: string;
  /** What one learner uses of it. */
  use: number;
  limit: number;
  learners: number;
  /** How it can be raised. */
  raise: string;
}

/** How many learners a part of the course has room for in one region of one account, and what it costs. */
export interface Capacity {
  part: string;
  /** The quotas that it uses, the scarcest first. */
  rooms: Room[];
  /** USD for one learner and hour. */
  costPerHour: number;
}

/** The minutes that a class needs at least for all its calls of one kind, where AWS limits their rate. */
export interface Pace {
  call: string;
  minutes: number;
}

/** The largest class that the course is made for in one account and region. */
export const classSize = 200;

/** The capacity for each step, then for all of them at once, and the pace of a class of so many that does all of them. */
export async function courseCapacity(
  learners = classSize,
): Promise<{ capacities: Capacity[]; pace: Pace[] }> {
  const steps = await Promise.all(
    (await findSteps()).map(async step => {
      const { needed, own } = await planStacks(step, "learner");
      return { name: step.name, stacks: [...needed, own] };
    }),
  );
  // A stack that several steps need counts once.
  const all = [...new Map(steps.flatMap(({ stacks }) => stacks).map(stack => [stack.name, stack])).values()];
  return {
    capacities: [
      ...steps.map(({ name, stacks }) => capacityOf(name, stacks)),
      capacityOf("all steps at once", all),
    ],
    pace: paceOf(all, learners),
  };
}

/** The capacity for stacks of one learner. */
export function capacityOf(part: string, stacks: CountedStack[]): Capacity {
  const rooms = quotas.quotas.flatMap(({ name, limit, raise, counts }): Room[] => {
    const use = countUse(stacks, counts as Counts);
    return use === 0 ? [] : [{ quota: name, use, limit, learners: Math.floor(limit / use), raise }];
  });
  return {
    part,
    rooms: rooms.sort((a, b) => a.learners - b.learners),
    costPerHour: costPerHour(stacks),
  };
}

/** The pace of a class of so many, each of whom has these stacks. */
export function paceOf(stacks: CountedStack[], learners = classSize): Pace[] {
  return quotas.changes
    .map(({ call, secondsEach, burst, counts }) => {
      const calls = countUse(stacks, counts as Counts) * learners;
      return { call, minutes: Math.ceil((Math.max(0, calls - burst) * secondsEach) / 60) };
    })
    .filter(({ minutes }) => minutes > 0);
}

/** What is deployed costs by the hour; what runs costs by use, as often as prices.json assumes. */
function costPerHour(stacks: CountedStack[]): number {
  const { perHour, perUse, assumptions } = prices;
  const standing = countUse(stacks, { "AWS::Kinesis::Stream": "ShardCount" }) * perHour.shard.price;
  const gigabytes = countUse(stacks, { "AWS::Lambda::Function": "MemorySize" }) / 1024;
  const perExecution =
    countTransitions(stacks) * perUse.stateTransition.price +
    countUse(stacks, { "AWS::Lambda::Function": 1 }) * perUse.functionCall.price +
    gigabytes * assumptions.secondsPerFunction * perUse.functionGigabyteSecond.price +
    countUse(stacks, { "AWS::ApiGateway::RestApi": 1 }) * perUse.apiRequest.price +
    countUse(stacks, { "AWS::DynamoDB::Table": 1 }) * perUse.tableWrite.price;
  return standing + perExecution * assumptions.executionsPerHour;
}
