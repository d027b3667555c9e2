import { createRequire } from "node:module";

/** A part of $states that is only there in some fields. */
export type StatesField = "result" | "errorOutput";

/** A node of JSONata's syntax tree, as far as it is looked at. */
interface Node {
  type: string;
  value?: unknown;
  steps?: Node[];
  lhs?: Node | [key: Node, value: Node][];
  rhs?: Node;
  expression?: Node;
  expressions?: Node[];
  procedure?: Node;
  arguments?: Node[];
  body?: Node;
  condition?: Node;
  then?: Node;
  else?: Node;
}

let parser: ((expression: string) => { ast(): Node }) | undefined;

/** The tree of an expression. Throws an Error with JSONata's words where it is none. */
function parse(expression: string): Node {
  // Loaded only for definitions that have expressions: it takes as long as all other checks.
  parser ??= createRequire(import.meta.url)("jsonata") as NonNullable<typeof parser>;
  return parser(expression).ast();
}

/**
 * What Step Functions refuses of a JSONata expression, in words that follow the name of its field.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html and
 * https://states-language.net/spec.html#jsonata-restrictions
 */
export function expressionProblems(expression: string, available: StatesField[]): string[] {
  // What CloudFormation will fill in is taken for a 0, which fits into texts and formulas. Where that does not parse,
  // what it will be is not known here.
  const filled = expression.replace(/\$\{[\w.:-]+\}/g, "0");
  let root: Node;
  try {
    root = parse(filled);
  } catch (error) {
    const { message } = error as Error;
    return filled === expression ? [`is not JSONata: ${message.replace(/\.$/, "")}.`] : [];
  }
  return [...new Set([...contextReads(root).map(noContext), ...allNodes(root).flatMap(wrongReads)])];

  function wrongReads({ type, value, steps: [variable, field] = [] }: Node): string[] {
    if (type === "variable" && value === "$")
      return ['reads "$$", which Step Functions does not have: write $states.input.'];
    const wrong = statesFields.find(name => name === field?.value && !available.includes(name));
    if (type !== "path" || variable?.type !== "variable" || variable.value !== "states" || !wrong) return [];
    return [`reads $states.${wrong}, which is only there in ${whereOf[wrong]}.`];
  }
}

const whereOf: Record<StatesField, string> = {
  result: '"Output" and "Assign" of a Task, Parallel or Map state',
  errorOutput: '"Output" and "Assign" of a Catch rule',
};
const statesFields = Object.keys(whereOf) as StatesField[];

function noContext(name: string): string {
  const start = "but an expression has to begin at a variable";
  if (name === "$") return `reads "$", ${start}: write $states.input.`;
  const plain = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name);
  const advice = plain ? `$states.input.${name}, or $${name}` : `$states.input.\`${name}\``;
  return `reads "${name}", ${start}: write ${advice}.`;
}

/**
 * The names, and `$`, that an expression looks up in its context: there is none in Step Functions. What follows the first
 * step of a path, a predicate, a sort or a group has what comes before it as its context.
 */
function contextReads(node: Node | undefined): string[] {
  if (!node) return [];
  const { type, value, steps, lhs, rhs, procedure, condition, body, expression } = node;
  if (type === "name") return [String(value)];
  if (type === "variable") return value === "" ? ["$"] : [];
  if (type === "path") return contextReads(steps?.[0]);
  if (type === "bind") return contextReads(rhs); // what it binds is a variable
  if (type === "transform") return []; // it looks at what it is applied to
  const below = [lhs, rhs, procedure, node.arguments, condition, node.then, node.else, body, expression];
  return [...below, node.expressions].flat(2).flatMap(contextReads);
}

/** A node and all below it, whatever their context. */
function allNodes(value: unknown): Node[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(allNodes);
  return "type" in value ? [value as Node, ...below] : below;
}
