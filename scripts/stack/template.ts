import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";

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

const shortForms = new Set(
  [
    "And", "Base64", "Cidr", "Condition", "Equals", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue",
    "Join", "Length", "Not", "Or", "Ref", "Select", "Split", "Sub", "ToJsonString", "Transform",
  ].map(name => `!${name}`),
); // biome-ignore format: a list to scan, not a column

/** Reads a CloudFormation template in YAML. Throws what the parser finds wrong. */
export function readTemplate(text: string): Template {
  const document = parseDocument(text, { logLevel: "error" });
  if (document.errors[0]) throw document.errors[0];
  return templateIn(document);
}

/**
 * A parsed template as data.
 * Short forms: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function templateIn(document: Document): Template {
  return dataOf(document.contents, document) as Template;
}

function dataOf(node: unknown, document: Document): unknown {
  const tag = (node as { tag?: string } | null)?.tag ?? "";
  const plain = plainDataOf(node, document);
  if (!shortForms.has(tag)) return plain;
  const name = tag.slice(1);
  const longForm = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
  return { [longForm]: name === "GetAtt" && typeof plain === "string" ? splitOnce(plain, ".") : plain };
}

function plainDataOf(node: unknown, document: Document): unknown {
  if (isScalar(node)) return node.value;
  if (isAlias(node)) return dataOf(node.resolve(document), document);
  if (isSeq(node)) return node.items.map(item => dataOf(item, document));
  if (!isMap(node)) return node;
  return Object.fromEntries(
    node.items.map(({ key, value }) => [String(dataOf(key, document)), dataOf(value, document)]),
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}
