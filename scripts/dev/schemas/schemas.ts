import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { prepareLinters } from "../check/linters.ts";

/** The types whose properties are checked: what the course uses, and what a learner is likely to reach for. */
const wanted = [
  "AWS::(ApiGateway|Events|Lambda|Logs|Scheduler|StepFunctions)::.*",
  "AWS::IAM::(ManagedPolicy|OIDCProvider|Policy|Role|RolePolicy)",
  "AWS::S3::(Bucket|BucketPolicy)",
  "AWS::SQS::(Queue|QueuePolicy|QueueInlinePolicy)",
  "AWS::SNS::(Topic|TopicPolicy|TopicInlinePolicy|Subscription)",
  "AWS::Kinesis::(Stream|StreamConsumer)",
  "AWS::(KinesisFirehose::DeliveryStream|DynamoDB::Table|CloudWatch::Alarm|CloudWatch::Dashboard)",
].join("|");

/** What the checker reads (scripts/validate/template/schema.ts); the rest of a schema is prose, permissions and tagging. */
const keywords = new Set([
  "$ref", "type", "properties", "patternProperties", "additionalProperties", "required", "items", "enum", "const",
  "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "anyOf", "oneOf",
  "dependentExcluded", "definitions", "readOnlyProperties",
]); // biome-ignore format: a list to scan, not a column

interface Known {
  version: string;
  names: string[];
  types: Record<string, { schema: Record<string, unknown>; attributes: string[] }>;
}

/** The text of scripts/validate/template/schemas.json as the installed cfn-lint gives it: one type a line, for readable diffs. */
export async function schemasFromCfnLint(): Promise<string> {
  const tool = await prepareLinters();
  const script = fileURLToPath(new URL("read_cfn_lint.py", import.meta.url));
  const { stdout } = await promisify(execFile)(tool("python"), ["-I", script, wanted], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const { version, names, types } = JSON.parse(stdout) as Known;
  const lines = Object.entries(types).map(
    ([name, { schema, attributes }]) =>
      `${JSON.stringify(name)}: ${JSON.stringify({ ...(strip(schema) as object), attributes })}`,
  );
  return [
    "{",
    `"source": ${JSON.stringify(`cfn-lint ${version}`)},`,
    `"otherTypes": ${JSON.stringify(names.filter(name => !(name in types)).join(" "))},`,
    `"types": {\n${lines.join(",\n")}\n}`,
    "}\n",
  ].join("\n");
}

/** A schema with the keywords that are checked. Below `properties` and the like the keys are names, not keywords. */
function strip(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(strip);
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => keywords.has(keyword))
      .map(([keyword, value]) => [keyword, stripBelow(keyword, value)]),
  );
}

function stripBelow(keyword: string, value: unknown): unknown {
  // Python's name for the end of a text, which JavaScript writes otherwise.
  if (keyword === "pattern") return (value as string).replaceAll("\\Z", "$");
  if (["properties", "patternProperties", "definitions"].includes(keyword)) {
    return Object.fromEntries(Object.entries(value as object).map(([name, below]) => [name, strip(below)]));
  }
  return ["items", "additionalProperties", "anyOf", "oneOf"].includes(keyword) ? strip(value) : value;
}
