import type { Stack } from "@aws-sdk/client-cloudformation";
import { type Content, contentsOf, hashOf, hashOfRest } from "../stack/contents.ts";
import { definitionFile } from "../stack/definition.ts";
import type { LiveContent } from "../stack/live-content.ts";
import type { PlannedStack, StepPlan } from "../stack/plan.ts";
import { settle } from "../stack/settle.ts";
import { describeStack } from "../stack/stack.ts";
import type { Display } from "./display.ts";
import type { Place } from "./place.ts";
import { definitionsOf, readStack } from "./read-stack.ts";

// CloudFormation takes seconds for a change that Lambda and Step Functions make at once. But what is replaced without it
// is drift: it goes on believing in what it deployed itself, and finds nothing to do where exactly that comes back. So
// after a deployment by CloudFormation what is live is looked at, and put right. The target itself knows what was
// replaced, so that this holds for whoever deploys next, on this machine or another, and after a run that was killed.

/** What the runs of a watch tell each other, so that each deploys only what differs. */
export interface Watch {
  /** What is deployed already, as far as that is known. */
  last: Deployed | undefined;
  /** Notes what is deployed now, before and after each change: a run may be ended at any moment. */
  note(now: Deployed | undefined): Promise<void>;
}

/** What is deployed, as one run of a watch tells it to the next. */
export interface Deployed {
  stackId: string;
  /** When CloudFormation changed the stack last: at another time, it was somebody else. ISO 8601. */
  changedAt: string;
  /** A hash of all that only CloudFormation changes. */
  rest: string;
  /** Hashes of the code and the definitions that are live, by logical id. */
  contents: Record<string, string>;
}

/** The stack of a plan that was deployed, for the next run. */
export function deployedAs(plan: StepPlan, stack: Stack): Deployed {
  return {
    stackId: stack.StackId ?? "",
    changedAt: changedAt(stack),
    rest: hashOfRest(plan),
    contents: hashesOf(contentsOf(plan.own)),
  };
}

const hashesOf = (contents: Content[]): Record<string, string> =>
  Object.fromEntries(contents.map(({ logicalId, text }) => [logicalId, hashOf(text)]));

/**
 * Replaces the code and the definitions that differ from what was deployed last, and nothing else; resolves to the stack
 * when executions go by them. Resolves to undefined where more than that differs, or where somebody else has deployed the
 * stack since: then it is CloudFormation's turn. Throws an AwsRefusal where a definition is not taken, and what the SDK
 * throws.
 */
export async function hotSwap(
  place: Place,
  plan: StepPlan,
  { last, note }: Watch,
  display: Display,
): Promise<Stack | undefined> {
  if (last?.rest !== hashOfRest(plan)) return undefined;
  const stack = await describeStack(place.target, last.stackId);
  if (!stack || !isReady(stack) || changedAt(stack) !== last.changedAt) return undefined;
  const contents = contentsOf(plan.own);
  const isKept = ({ logicalId, text }: Content) => last.contents[logicalId] === hashOf(text);
  const replaced = contents.filter(content => !isKept(content));
  if (replaced.length === 0) return stack;
  await note({ ...last, contents: hashesOf(contents.filter(isKept)) }); // of the others nothing is certain from here on
  await inPlace(place, plan.own, stack, replaced, async ({ kind, logicalId }, live) => {
    display.line(`Replacing the ${kind} of ${logicalId}`);
    await live.replace();
  });
  if (replaced.some(({ kind }) => kind === "definition")) await settle(place.target, display.line);
  await note(deployedAs(plan, stack));
  return stack;
}

/**
 * After CloudFormation has deployed a stack: puts right the code and the definitions that are not those of the plan, and
 * returns them. Throws as `hotSwap` does.
 */
export async function healDrift(
  place: Place,
  own: PlannedStack,
  stack: Stack,
  display: Display,
): Promise<Content[]> {
  const healed: Content[] = [];
  await inPlace(place, own, stack, contentsOf(own), async (content, live) => {
    if (!(await live.restore())) return;
    display.line(
      `  The ${content.kind} of ${content.logicalId} was changed without CloudFormation: replaced.`,
    );
    healed.push(content);
  });
  return healed;
}

/** Does something with contents and what is live in their place, side by side. */
async function inPlace(
  place: Place,
  own: PlannedStack,
  stack: Stack,
  contents: Content[],
  work: (content: Content, live: LiveContent) => Promise<void>,
): Promise<void> {
  if (contents.length === 0) return;
  const { liveCode, liveDefinition } = await import("../stack/live-content.ts"); // only here: it takes time to load
  const { target } = place;
  const deployed = await readStack(place, own.name, stack);
  const definitions = definitionsOf(place, own, deployed);
  await Promise.all(
    contents.map(async content => {
      const { logicalId, kind, text } = content;
      const properties = own.template.Resources[logicalId]?.Properties;
      const id = deployed.resources[logicalId];
      if (id === undefined) return; // its condition does not hold
      const live =
        kind === "code"
          ? liveCode(target, deployed.arn("lambda", `function:${id}`), text, properties)
          : liveDefinition(target, id, definitions[definitionFile(properties)] ?? "");
      await work(content, live);
    }),
  );
}

/** Whether a stack is as a deployment that went well leaves it. */
const isReady = ({ StackStatus }: Stack) =>
  StackStatus === "CREATE_COMPLETE" || StackStatus === "UPDATE_COMPLETE";

const changedAt = ({ LastUpdatedTime, CreationTime }: Stack): string =>
  (LastUpdatedTime ?? CreationTime)?.toISOString() ?? "";
