import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Tags } from "yaml";

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
  DependsOn?: string | string[];
  Properties?: Record<string, unknown>;
}

/**
 * The short forms of CloudFormation's functions, and what they are written out.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const shortForms = new Map(
  [
    "And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "GetAtt", "GetAZs",
    "If", "ImportValue", "Join", "Length", "Not", "Or", "RefAll", "Select", "Split", "Sub", "ToJsonString",
    "Transform", "ValueOf", "ValueOfAll",
  ].map(name => [`!${name}`, `Fn::${name}`]), // biome-ignore format: a list to scan, not a column
)
  .set("!Ref", "Ref")
  .set("!Condition", "Condition");

/** The short forms as the parser's own tags, of which it does not warn as unknown. */
const tags: Tags = [...shortForms.keys()].flatMap(tag => [
  { tag, resolve: (text: string) => text },
  { tag, collection: "map" },
  { tag, collection: "seq" },
]);

/** A template's YAML, parsed; nobody may change it. */
export interface Parsed {
  document: Document;
  /** The line and column of a place in the text: `lines.linePos(node.range[0])`. */
  lines: LineCounter;
}

/** What was parsed last, by its text: a run looks at each of its templates, and then compiles it. */
const parsedLast = new Map<string, Parsed>();

/** Parses a template's YAML. What is wrong with it is among the document's errors. */
export function parseTemplate(text: string): Parsed {
  const known = parsedLast.get(text);
  if (known) return known;
  const lines = new LineCounter();
  const options = { lineCounter: lines, logLevel: "silent", prettyErrors: false, customTags: tags } as const;
  const parsed = { document: parseDocument(text, options), lines };
  if (parsedLast.size > 4) parsedLast.clear();
  parsedLast.set(text, parsed);
  return parsed;
}

/** Reads a CloudFormation template in YAML. Throws what the parser finds wrong. */
export function readTemplate(text: string): Template {
  const { document } = parseTemplate(text);
  if (document.errors[0]) throw document.errors[0];
  return templateIn(document);
}

/** A parsed template as data. */
export function templateIn(document: Document): Template {
  return dataOf(document.contents, document) as Template;
}

function dataOf(node: unknown, document: Document): unknown {
  const tag = (node as { tag?: string } | null)?.tag ?? "";
  const plain = plainDataOf(node, document);
  const name = shortForms.get(tag);
  if (!name) return plain;
  return { [name]: name === "Fn::GetAtt" && typeof plain === "string" ? splitOnce(plain, ".") : plain };
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
