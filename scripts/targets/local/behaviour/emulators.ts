import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { ownEmulator } from "../../../dev/testing/emulator.ts";
import type { Emulator } from "../emulator.ts";
import { localCredentials, localRegion } from "../names.ts";

/** An emulator for the tests of one file. */
export interface TestEmulator extends Emulator {
  /** The configuration of an AWS SDK client for it. */
  config: { endpoint: string; region: string; credentials: typeof localCredentials };
  /** Create a stack; returns its outputs. Throws with the reasons of its events where that fails. */
  deploy(template: object, StackName?: string): Promise<Record<string, string>>;
}

/** Start the local target, and MiniStack without the additions; both end with `stop`. */
export async function startBoth(): Promise<{
  local: TestEmulator;
  plain: TestEmulator;
  stop(): Promise<void>;
}> {
  const [local, plain] = await Promise.all([start(false), start(true)]);
  return { local, plain, stop: async () => void (await Promise.all([local.stop(), plain.stop()])) };
}

async function start(plain: boolean): Promise<TestEmulator & { stop(): Promise<void> }> {
  const emulator = await ownEmulator({ plain });
  const config = { endpoint: emulator.endpoint, region: localRegion, credentials: localCredentials };
  return {
    ...emulator,
    config,
    deploy: (template, StackName) => deploy(new CloudFormationClient(config), template, StackName),
  };
}

async function deploy(
  client: CloudFormationClient,
  template: object,
  StackName = "behaviour",
): Promise<Record<string, string>> {
  const Capabilities = ["CAPABILITY_IAM" as const];
  await client.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Capabilities }),
  );
  const stack = await until(async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0]?.StackStatus?.endsWith("_IN_PROGRESS") ? undefined : Stacks?.[0];
  });
  if (stack.StackStatus !== "CREATE_COMPLETE") {
    const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName }));
    throw new Error(StackEvents?.map(event => event.ResourceStatusReason).join("\n"));
  }
  return Object.fromEntries((stack.Outputs ?? []).map(output => [output.OutputKey, output.OutputValue]));
}

/** Ask again until there is an answer; throws after so many seconds without one. */
export async function until<T>(ask: () => Promise<T | undefined>, seconds = 10): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(25);
  }
  throw new Error(`No answer within ${seconds} s.`);
}
