import { SFNClient } from "@aws-sdk/client-sfn";
import { type Execution, followExecution } from "../../execution/follow.ts";
import { startExecution } from "../../execution/start.ts";
import { deployStep } from "../../run/deploy-step.ts";
import { silentDisplay } from "../../run/display.ts";
import type { Place } from "../../run/place.ts";
import type { Step } from "../../shared/steps.ts";
import { planStacks, type StepPlan } from "../../stack/plan.ts";
import { describeStack } from "../../stack/stack.ts";
import { identify, localTarget, type Target } from "../../targets/index.ts";
import type { BrokenVariant } from "../../verify/broken-variant.ts";
import { breakStep } from "./break-step.ts";
import { ownEmulator } from "./emulator.ts";

/** For the tests of one file: an emulator of its own, and steps that are deployed and run there. */
export interface Live {
  target: Target;
  /** Where a learner's steps run. */
  place(learner: string): Place;
  /** Deploys a step as planned; returns its state machine's ARN. */
  deploy(learner: string, plan: StepPlan): Promise<string>;
  /** Deploys a step with some of its files changed, for a learner of its own; returns its state machine's ARN. */
  deployVariant(step: Step, learner: string, edit: BrokenVariant["edit"]): Promise<string>;
  /** Starts an execution and returns its ARN. */
  start(stateMachineArn: string, input: object): Promise<string>;
  /** Waits for the end of an execution. */
  end(executionArn: string): Promise<Execution>;
  /** The texts that a phone got. */
  texts(phoneNumber: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Milliseconds that an execution may take: the longest waits for 20 s, on a machine that may be busy. */
const limitMs = 60_000;

export async function startLive(): Promise<Live> {
  const emulator = await ownEmulator();
  const target = { ...localTarget(emulator.endpoint), pollMs: 200 };
  const identity = await identify(target);
  const sfn = target.client(SFNClient);
  const place: Live["place"] = learner => ({ target, identity, learner });

  const deploy: Live["deploy"] = async (learner, plan) => {
    await deployStep(place(learner), plan, silentDisplay);
    const stack = await describeStack(target, plan.own.name);
    const output = stack?.Outputs?.find(({ OutputKey }) => OutputKey === "StateMachineArn");
    return output?.OutputValue ?? "";
  };

  return {
    target,
    place,
    deploy,
    async deployVariant(step, learner, edit) {
      const variant = await breakStep(step, { mistake: learner, edit, fails: [] });
      const plan = await planStacks(variant.step, learner).finally(variant.remove);
      return await deploy(learner, plan);
    },
    start: (stateMachineArn, input) => startExecution(sfn, stateMachineArn, input),
    end: executionArn => followExecution(sfn, executionArn, { pollMs: target.pollMs, limitMs }),
    async texts(phoneNumber) {
      return ((await target.smsInbox?.(phoneNumber)) ?? []).map(({ text }) => text);
    },
    stop: emulator.stop,
  };
}
