/**
 * The parts of an Amazon Resource Name: `arn:partition:service:region:account:resource`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export interface Arn {
  partition: string;
  service: string;
  /** Empty where the service has no regions, as IAM, or leaves it out, as S3. */
  region: string;
  /** Twelve digits; empty where the service leaves it out, as S3; `aws` for IAM policies that AWS manages. */
  account: string;
  /** All the rest, colons included, such as `function:hello` or `role/reader`. */
  resource: string;
}

/** The one partition that the course runs in: its definitions name integrations by `arn:aws:states:::…`. */
export const partition = "aws";

/** The parts of an ARN; undefined for any other text. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...rest] = text.split(":");
  const resource = rest.join(":");
  if (
    prefix !== "arn" ||
    !partition ||
    !service ||
    region === undefined ||
    account === undefined ||
    !resource
  )
    return undefined;
  return { partition, service, region, account, resource };
}

/** The ARN with these parts, in the course's partition unless another one is given. */
export function formatArn(parts: Partial<Arn> & Pick<Arn, "service" | "resource">): string {
  const { service, region = "", account = "", resource } = parts;
  return ["arn", parts.partition ?? partition, service, region, account, resource].join(":");
}

/**
 * The ARN of something else in the account and region of one that is known, for example
 * `neighbourArn(stackId, "lambda", "function:x")`. S3 leaves both out, since a bucket's name is unique everywhere, and
 * IAM leaves out the region. Throws for what is not an ARN.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function neighbourArn(known: string, service: string, resource: string): string {
  const { partition, region, account } = partsOf(known);
  if (service === "s3") return formatArn({ partition, service, resource });
  if (service === "iam") return formatArn({ partition, service, account, resource });
  return formatArn({ partition, service, region, account, resource });
}

/**
 * The ARN of a state machine's execution by its name; `*` stands for all of them. An alias or a version at the end of
 * the state machine's ARN is no part of it. Throws for what is not the ARN of a state machine.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html#awsstepfunctions-resources-for-iam-policies
 */
export function executionArn(stateMachineArn: string, name: string): string {
  const [type, stateMachine] = partsOf(stateMachineArn).resource.split(":");
  if (type !== "stateMachine") throw new Error(`${stateMachineArn} is not the ARN of a state machine`);
  return neighbourArn(stateMachineArn, "states", `execution:${stateMachine}:${name}`);
}

/**
 * The account of an IAM role or policy, by its ARN; undefined for any other text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function iamAccount(text: string, kind: "role" | "policy"): string | undefined {
  const { service, region, account = "", resource = "" } = parseArn(text) ?? {};
  const isAccount = /^\d{12}$/.test(account) || (kind === "policy" && account === "aws");
  // A path may have any character between spaces and control characters; a name has few.
  const isResource = /^(role|policy)\/([!-~]+\/)?[\w+=,.@-]+$/.test(resource) && resource.startsWith(kind);
  return service === "iam" && region === "" && isAccount && isResource ? account : undefined;
}

function partsOf(text: string): Arn {
  const parts = parseArn(text);
  if (!parts) throw new Error(`"${text}" is not an ARN`);
  return parts;
}
