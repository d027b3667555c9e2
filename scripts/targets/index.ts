import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { parseArn, partition } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { blameTarget } from "./explain.ts";
import { ensureRunning, localAccount, localCredentials, localRegion, status } from "./local/launcher.ts";
import { type Sms, smsInbox } from "./local/sms-inbox.ts";
import { maxAttempts, type RetryMode, retryStrategy } from "./retries.ts";

/** What a learner may choose with `--target`. */
const targetNames = ["local", "aws"] as const;
export type TargetName = (typeof targetNames)[number];

export interface TargetOptions {
  target?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
  /** Whose credentials to use instead of the profile's, such as an assumed role's. */
  credentials?: Credentials | undefined;
  retryMode?: RetryMode | undefined;
  /** How often a call is tried at most; see `retryStrategy`. */
  attempts?: number | undefined;
  /** Called with a line while the local target is made ready. */
  onProgress?: (line: string) => void;
}

// Learners need not read, at each run, that the SDK will want a newer Node.js one day: package.json says what we need.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/** Keys, or what fetches them: the SDK asks again before they expire. */
export type Credentials = Keys | (() => Promise<Keys>);

/** Settings that every AWS SDK client takes. */
interface ClientConfig {
  region?: string;
  endpoint?: string;
  profile?: string;
  credentials?: Credentials;
  retryMode: RetryMode;
  retryStrategy: ReturnType<typeof retryStrategy>;
  maxAttempts: number;
  requestHandler: NodeHttpHandler;
}

/** Where stacks are deployed and executions run: the local target, an AWS account, or any other endpoint. */
export interface Target {
  kind: "local" | "aws" | "endpoint";
  /** How people know it. */
  title: string;
  region: string;
  /** Milliseconds between two looks at something that changes. AWS limits how often one may look. */
  pollMs: number;
  /** Milliseconds until what was sent can be seen, at most: on AWS, logs and the like lag. */
  lagMs: number;
  /** Milliseconds after a change until all reads show it and everything goes by it. */
  settleMs: number;
  /** The one client of a service, for example `target.client(SFNClient)`. */
  client<Client>(Class: new (config: ClientConfig) => Client): Client;
  /** Where a stage of a REST API is called, without a slash at the end. */
  restApiUrl(apiId: string, stage: string): string;
  /** The text messages that a phone was sent, oldest first; absent where phones can't be read. */
  smsInbox?: (phoneNumber: string) => Promise<Sms[]>;
}

/**
 * Opens the chosen target; the local one is started when it does not run. `AWS_ENDPOINT_URL`, set by the user,
 * is used as it is and nothing is started.
 * Throws a UserError for a target that does not exist, an endpoint that is not a URL, a region that is set nowhere, or a
 * profile for the local target.
 */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const target = await chooseTarget(options);
  blameTarget(target.title);
  return target;
}

async function chooseTarget(options: TargetOptions): Promise<Target> {
  const name = options.target || process.env.WORKSHOP_TARGET || "local";
  if (!targetNames.includes(name as TargetName)) {
    throw new UserError(`There is no target "${name}". Choose local or aws.`, exitCodes.usage);
  }
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (endpoint && !isUrl(endpoint)) {
    throw new UserError(
      `AWS_ENDPOINT_URL is "${endpoint}", which is not a URL: set it to one such as http://127.0.0.1:4566, or unset it.`,
      exitCodes.usage,
    );
  }
  if (name === "aws") return await awsTarget(options);
  if (endpoint && !(await isOwnEmulator(endpoint))) return endpointTarget(endpoint, options);
  if (options.profile) {
    throw new UserError("--profile chooses an AWS account: add --target aws.", exitCodes.usage);
  }
  const emulator = await ensureRunning({ ...(options.onProgress && { onProgress: options.onProgress }) });
  return localTarget(emulator.endpoint, options.region, options);
}

const isUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** Whether an endpoint is our local target's: `npm run local -- env` sets AWS_ENDPOINT_URL to it. */
async function isOwnEmulator(endpoint: string): Promise<boolean> {
  const now = await status();
  return now.state === "running" && now.emulator.endpoint === endpoint.replace(/\/$/, "");
}

/** The local target at an endpoint of ours. */
export function localTarget(
  endpoint: string,
  region: string = localRegion,
  { credentials = localCredentials, retryMode = "standard", attempts = maxAttempts }: TargetOptions = {},
): Target {
  return {
    kind: "local",
    title: `local (MiniStack, ${endpoint})`,
    region,
    pollMs: 50, // nobody counts the calls here: what has happened is seen at once
    lagMs: 12_000, // its reads do not lag, but a busy machine may take seconds to deliver
    settleMs: 0, // all of it is one process
    client: clients({ ...shared, region, endpoint, credentials, retryMode, maxAttempts: attempts }),
    restApiUrl: (apiId, stage) => emulatedRestApiUrl(endpoint, apiId, stage),
    smsInbox: smsInbox(endpoint),
  };
}

/** An implementation of the AWS APIs that somebody else runs. */
function endpointTarget(
  endpoint: string,
  { region, profile, credentials, retryMode = "standard", attempts = maxAttempts }: TargetOptions,
): Target {
  const chosen = region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || localRegion;
  // Without credentials of the user's, any will do: it is not AWS.
  const keys = credentials ?? (process.env.AWS_ACCESS_KEY_ID || profile ? undefined : localCredentials);
  return {
    kind: "endpoint",
    title: `the endpoint ${endpoint} (from AWS_ENDPOINT_URL)`,
    region: chosen,
    pollMs: 250, // it may be far away, or limit its callers
    lagMs: 60_000, // between the two others: it may be any
    settleMs: readLagMs, // it may be as slow as AWS
    client: clients({
      ...shared,
      region: chosen,
      endpoint,
      retryMode,
      maxAttempts: attempts,
      ...(keys && { credentials: keys }),
      ...(profile && { profile }),
    }),
    restApiUrl: (apiId, stage) => emulatedRestApiUrl(endpoint, apiId, stage),
  };
}

/** An AWS account, by the SDK's ordinary credential chain. */
async function awsTarget({
  region,
  profile,
  credentials,
  retryMode = "standard",
  attempts = maxAttempts,
}: TargetOptions): Promise<Target> {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const client = clients({
    ...shared,
    retryMode,
    // The SDK honours the variable by itself, but for queues, which it would call at the host of their URL.
    ...(endpoint && { endpoint }),
    maxAttempts: attempts,
    ...(region && { region }),
    ...(profile && { profile }),
    ...(credentials && { credentials }),
  });
  const chosen = await regionOf(client(STSClient));
  return {
    kind: "aws",
    title: endpoint ? `AWS at ${endpoint} (from AWS_ENDPOINT_URL)` : "AWS",
    region: chosen,
    // A class shares the account's rates: docs/instructors.md counts with one look a second.
    pollMs: 1000,
    // Logs and what Firehose delivers are promised for no time, and usually there within a minute or two.
    lagMs: 180_000,
    // AWS says "within a few seconds": https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
    settleMs: readLagMs,
    client,
    restApiUrl: (apiId, stage) =>
      endpoint
        ? emulatedRestApiUrl(endpoint, apiId, stage)
        : `https://${apiId}.execute-api.${chosen}.amazonaws.com/${stage}`,
  };
}

/** For how long reads may lag behind writes, in milliseconds: AWS's are eventually consistent. */
export const readLagMs = 10_000;

/** What all clients share. A target that stays silent is given up after three times `requestTimeout`. */
const shared = {
  // HTTP/1.1 with every service: the SDK would speak HTTP/2 with Kinesis, where it does not repeat a call whose
  // connection broke.
  requestHandler: new NodeHttpHandler({
    // A connection to AWS opens within some 100 ms, from the other side of the world too; one packet may get lost on
    // the way, and is sent again after a second (https://datatracker.ietf.org/doc/html/rfc6298#section-2).
    connectionTimeout: 3_000,
    // All calls are answered within a second or two, on AWS and by a busy local target; none waits for events.
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  }),
};

/** Makes each client when it is first asked for, with a count of retries of its own, as the SDK does. */
function clients(config: Omit<ClientConfig, "retryStrategy">): Target["client"] {
  const made = new Map<unknown, unknown>();
  return <Client>(Class: new (config: ClientConfig) => Client) => {
    if (!made.has(Class)) {
      const strategy = retryStrategy(config.retryMode, config.maxAttempts);
      made.set(Class, withoutLog(new Class({ ...config, retryStrategy: strategy })));
    }
    return made.get(Class) as Client;
  };
}

/**
 * The SDK makes a copy of each answer to be logged, and nobody logs it: that is a fifth of the time that it takes to read a
 * history of 25,000 events.
 */
function withoutLog<Client>(client: Client): Client {
  (client as { middlewareStack: { removeByTag(tag: string): boolean } }).middlewareStack.removeByTag(
    "LOGGER",
  );
  return client;
}

async function regionOf(sts: STSClient): Promise<string> {
  try {
    return await sts.config.region();
  } catch {
    throw new UserError(
      "No AWS region is set: add --region eu-west-1 (or yours), set AWS_REGION, or give the profile one.",
      exitCodes.usage,
    );
  }
}

/** The path-style URL that emulators serve REST APIs under: they have no names in DNS. */
function emulatedRestApiUrl(endpoint: string, apiId: string, stage: string): string {
  return `${endpoint.replace(/\/$/, "")}/restapis/${apiId}/${stage}/_user_request_`;
}

/** Whose credentials a target uses. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export interface Identity {
  account: string;
  arn: string;
}

/**
 * Asks the target who the caller is. Throws what the SDK throws when it refuses or can't be reached, after some 15 s at
 * most: this is the first call that a command makes. Throws a UserError for an account in another partition.
 */
export async function identify(target: Target): Promise<Identity> {
  const { Account, Arn } = await target
    .client(STSClient)
    // Half of what other calls may take: nothing has been said yet, and somebody is waiting.
    .send(new GetCallerIdentityCommand({}), { requestTimeout: 5_000 });
  const identity = { account: Account ?? localAccount, arn: Arn ?? "" };
  refuseOtherPartitions(identity);
  return identity;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html#arns-syntax lists the partitions. */
function refuseOtherPartitions({ account, arn }: Identity): void {
  const other = parseArn(arn)?.partition ?? partition;
  if (other === partition) return;
  throw new UserError(
    `Account ${account} is in the partition ${other}, and the course runs only in the partition ${partition}, without ` +
      "China, GovCloud and the isolated regions: choose another account with --profile.",
    exitCodes.usage,
  );
}
