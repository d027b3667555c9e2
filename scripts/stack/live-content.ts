import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  type Architecture,
  GetFunctionCommand,
  LambdaClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, SFNClient, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import { zipSync } from "fflate";
import { AwsRefusal } from "../shared/errors.ts";
import type { Target } from "../targets/index.ts";
import type { Resource } from "./template.ts";

/** What a deployed resource runs with, and what it is to run with. */
export interface LiveContent {
  /** Replaces what it runs with, without CloudFormation. Resolves when it is in use. Throws what the SDK throws. */
  replace(): Promise<void>;
  /** After CloudFormation's deployment: replaces it, if it was replaced by somebody else since. Resolves to whether it was. */
  restore(): Promise<boolean>;
}

/** Milliseconds that Lambda may take to make new code active; it is there within seconds. */
const activationMs = 60_000;

/** Says of a function that its code is not the one that CloudFormation knows: that code can't be read from its answers. */
const replacedTag = "workshop-code-replaced";

/**
 * The code of a function, by its ARN.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
 */
export function liveCode(
  target: Target,
  arn: string,
  code: string,
  { Architectures = ["x86_64"] }: Resource["Properties"] = {},
): LiveContent {
  const client = target.client(LambdaClient);

  async function put(): Promise<void> {
    const update = new UpdateFunctionCodeCommand({
      FunctionName: arn,
      ZipFile: zipSync({ "index.js": Buffer.from(code) }), // as CloudFormation does with inline code
      Architectures: Architectures as Architecture[], // left out, it may become x86_64, which is the default
    });
    const limit = Date.now() + activationMs;
    const { CodeSha256 } = await whileInConflict(target, limit, () => client.send(update));
    for (; ; await sleep(target.pollMs)) {
      const { Configuration: now } = await client.send(new GetFunctionCommand({ FunctionName: arn }));
      // A read that lags behind shows the code from before.
      if (now?.CodeSha256 === CodeSha256 && now?.LastUpdateStatus !== "InProgress") return;
      if (Date.now() > limit) throw new Error(`The new code of ${arn} does not become active`);
    }
  }

  return {
    async replace() {
      await client.send(new TagResourceCommand({ Resource: arn, Tags: { [replacedTag]: "yes" } }));
      await put();
    },
    async restore() {
      const { Tags } = await client.send(new GetFunctionCommand({ FunctionName: arn }));
      if (!Tags || !(replacedTag in Tags)) return false;
      await put();
      await client.send(new UntagResourceCommand({ Resource: arn, TagKeys: [replacedTag] }));
      return true;
    },
  };
}

/** While a function's last update goes on it takes no other: a run that was interrupted may have begun it. */
async function whileInConflict<Result>(
  target: Target,
  limit: number,
  call: () => Promise<Result>,
): Promise<Result> {
  for (; ; await sleep(target.pollMs)) {
    try {
      return await call();
    } catch (error) {
      if ((error as Error).name !== "ResourceConflictException" || Date.now() > limit) throw error;
    }
  }
}

/**
 * The definition of a state machine, by its ARN; in `definition` nothing is left to fill in. `replace` and `restore` throw
 * an AwsRefusal where Step Functions does not take it.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
 */
export function liveDefinition(target: Target, stateMachineArn: string, definition: string): LiveContent {
  const client = target.client(SFNClient);

  async function replace(): Promise<void> {
    try {
      await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== "InvalidDefinition") throw error;
      throw new AwsRefusal(`Step Functions does not take the definition of ${stateMachineArn}: ${message}`);
    }
  }

  return {
    replace,
    async restore() {
      const live = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
      if (isDeepStrictEqual(JSON.parse(live.definition ?? "{}"), JSON.parse(definition))) return false;
      await replace();
      return true;
    },
  };
}
