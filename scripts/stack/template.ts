import { type CollectionTag, parse, type ScalarTag, type YAMLMap, type YAMLSeq } from "yaml";

/** A CloudFormation template as data, with its short forms (`!Ref X`) written out (`{ Ref: "X" }`). */
export interface Template {
  Description?: string;
  Metadata?: { Workshop?: { Needs?: Record<string, string> } };
  Parameters?: Record<string, { Type: string; Default?: string }>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown }>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

const shortForms = [
  "And", "Base64", "Cidr", "Condition", "Equals", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue",
  "Join", "Length", "Not", "Or", "Ref", "Select", "Split", "Sub", "ToJsonString", "Transform",
]; // biome-ignore format: a list to scan, not a column

/**
 * Reads a CloudFormation template in YAML.
 * Short forms: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function readTemplate(text: string): Template {
  return parse(text, { customTags: shortForms.flatMap(tagsOf), logLevel: "error" });
}

function tagsOf(name: string): (ScalarTag | CollectionTag)[] {
  const longForm = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
  const tag = `!${name}`;
  return [
    {
      tag,
      resolve: (text: string) =>
        name === "GetAtt" ? { [longForm]: splitOnce(text, ".") } : { [longForm]: text },
    },
    { tag, collection: "seq", resolve: node => ({ [longForm]: (node as YAMLSeq).toJSON() }) },
    { tag, collection: "map", resolve: node => ({ [longForm]: (node as YAMLMap).toJSON() }) },
  ];
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}
