import { readFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { root } from "../../shared/paths.ts";
import { solutionOf } from "../../shared/solution.ts";
import { challengesOf, findSteps, withChallenges } from "../../shared/steps.ts";
import { readTemplate, type Template } from "../../stack/template.ts";
import resourceActions from "./resource-actions.json" with { type: "json" };

/** What CloudFormation does in the name of the caller with a resource of a type. */
interface TypeActions {
  always: string[];
  /** By the property that is set. */
  with?: Record<string, string[]>;
}

/**
 * The templates of the course that are deployed by `npm run step`: those of the steps and their challenges, and the ones
 * they need.
 */
export async function courseTemplates(): Promise<Template[]> {
  const steps = await findSteps();
  const texts = new Set(withChallenges(steps).map(step => solutionOf(step)["template.yaml"] ?? ""));
  const own = [...texts].map(readTemplate);
  // Their paths are from a step's folder, at the same depth for all.
  const needed = own.flatMap(({ Metadata }) => Object.values(Metadata?.Workshop?.Needs ?? {}));
  const files = new Set(needed.map(file => path.resolve(root, "steps", "any", file)));
  const others = await Promise.all([...files].map(file => readFile(file, "utf8")));
  return [...own, ...others.map(readTemplate)];
}

/**
 * The IAM actions that it takes to create, update and delete the resources of a template.
 * Throws where resource-actions.json does not know a type.
 */
export function deploymentActions(template: Template): string[] {
  const types = resourceActions.types as Record<string, TypeActions>;
  return Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
    const actions = types[Type];
    if (!actions) throw new Error(`scripts/dev/ci/resource-actions.json does not know ${Type}`);
    const keys = allKeys(Properties);
    const extra = Object.entries(actions.with ?? {}).filter(([property]) => keys.has(property));
    return [...actions.always, ...extra.flatMap(([, list]) => list)];
  });
}

/** The IAM actions that the roles in a template allow. */
export function roleActions(template: Template): string[] {
  return Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === "AWS::IAM::Role" ? statementsIn(Properties?.Policies).flatMap(({ Action }) => Action) : [],
  );
}

/** IAM's prefixes of services that the SDK calls by another name. */
const prefixes: Record<string, string> = {
  sfn: "states",
  "api-gateway": "apigateway",
  "cloudwatch-logs": "logs",
  eventbridge: "events",
};

/** Calls that IAM knows under another name, or does not ask about. */
const exceptions: Record<string, string[]> = {
  "sts:GetCallerIdentity": [],
  "sts:AssumeRole": [], // for the accounts of a class, which a workflow does not reset
  "cloudformation:CreateChangeSet": ["cloudformation:CreateChangeSet", "cloudformation:TagResource"],
  "s3:ListObjectVersions": ["s3:ListBucketVersions"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  "sqs:DeleteMessageBatch": ["sqs:DeleteMessage"],
};

/** The IAM actions for the calls in all source files that these commands and the verify scripts load. */
export async function calledActions(commands: string[]): Promise<string[]> {
  const steps = await findSteps();
  const { metafile } = await build({
    entryPoints: [...commands, ...[...steps, ...challengesOf(steps)].map(({ verify }) => verify)],
    absWorkingDir: root,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outdir: "dist",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const sources = await Promise.all(
    Object.keys(metafile.inputs).map(file => readFile(path.join(root, file), "utf8")),
  );
  return sources.flatMap(callsIn);
}

/** The calls of AWS services that a source file imports. */
export function callsIn(source: string): string[] {
  const imports = /\{([^{}]*)\}\s*(?:from\s*|=\s*await import\()"@aws-sdk\/client-([\w-]+)"/g;
  return [...source.matchAll(imports)].flatMap(([, names = "", client = ""]) =>
    names
      .split(",")
      .flatMap(name => /^(?:(\w+)Command|(?:paginate|waitUntil)(\w+))$/.exec(name.trim())?.slice(1, 3) ?? [])
      .filter(call => call !== undefined)
      .flatMap(call => {
        const action = `${prefixes[client] ?? client}:${call}`;
        if (client === "api-gateway") return [`apigateway:${/^Get/.test(call) ? "GET" : call}`];
        return exceptions[action] ?? [action];
      }),
  );
}

/** The AWS CLI's names of services that IAM knows by another name. */
const cliPrefixes: Record<string, string> = { stepfunctions: "states" };

/** The IAM actions for the `aws` commands in a shell script. */
export function typedActions(script: string): string[] {
  return [...script.matchAll(/(?:^|\(|\s)aws ([a-z]+) ([a-z-]+)/g)].flatMap(
    ([, service = "", command = ""]) => {
      const call = command.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
      if (service === "apigateway") return [`apigateway:${/^Get/.test(call) ? "GET" : call}`];
      const action = `${cliPrefixes[service] ?? service}:${call}`;
      if (action === "cloudformation:Wait") return ["cloudformation:DescribeStacks"];
      return exceptions[action] ?? [action];
    },
  );
}

/** An IAM policy statement, its actions and resources as lists. */
export interface Statement {
  Effect: string;
  Action: string[];
  Resource: unknown[];
  Condition?: Record<string, Record<string, unknown>>;
}

/** The statements of all policy documents inside a value, such as the `Policies` of a role. */
export function statementsIn(value: unknown): Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== "object" || value === null) return [];
  const { Effect, Action, Resource, ...rest } = value as Record<string, unknown>;
  if (typeof Effect !== "string") return Object.values(value).flatMap(statementsIn);
  return [{ ...rest, Effect, Action: [Action].flat() as string[], Resource: [Resource].flat() }];
}

function allKeys(value: unknown): Set<string> {
  if (typeof value !== "object" || value === null) return new Set();
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return new Set([...own, ...Object.values(value).flatMap(inner => [...allKeys(inner)])]);
}
