import { didYouMean } from "../spelling.ts";
import { type Field, fieldsOf, textOf } from "../tree.ts";
import { type Check, isFilled, must, type Place } from "./check.ts";

/** A path into the state's data, its context object (`$$`) or a variable (`$name`). */
export const path: Check = (field, place) => checkPath(field, place, pathProblem);

/** A path, or null to leave everything out. */
export const pathOrNull: Check = (field, place) => isNull(field) || path(field, place);

/** A path to exactly one place. */
export const referencePath: Check = (field, place) => checkPath(field, place, referenceProblem);

/** Where the result goes in the state's input, or null to drop it: neither the context object nor a variable. */
export const resultPath: Check = (field, place) => {
  if (isNull(field)) return;
  checkPath(field, place, found =>
    /^\$[^.[]/.test(found)
      ? 'does not lead into the state\'s input: write it like "$.result"'
      : referenceProblem(found),
  );
};

/** A path to exactly one place, or an intrinsic function. */
export const pathOrFunction: Check = (field, place) =>
  checkPath(field, place, found => (isCall(found) ? functionProblem(found) : referenceProblem(found)));

/**
 * A payload template: names that end in `.$` take a path or an intrinsic function.
 * https://states-language.net/spec.html#payload-template
 */
export const template: Check = ({ value }, place) => {
  if (value.kind === "list") {
    for (const item of value.items) template({ name: "", line: item.line, value: item }, place);
  }
  const fields = fieldsOf(value);
  for (const field of fields) {
    if (!field.name.endsWith(".$")) {
      template(field, place);
      continue;
    }
    const plain = field.name.slice(0, -2);
    if (fields.some(({ name }) => name === plain))
      place.report(field.line, `"${field.name}" and "${plain}" are the same field; keep one.`);
    checkPath(field, place, found => {
      if (isCall(found)) return functionProblem(found);
      if (found.startsWith("$")) return pathProblem(found);
      return `is neither a path nor an intrinsic function: begin a path with "$.", or call a plain text "${plain}"`;
    });
  }
};

function checkPath(field: Field, place: Place, problem: (found: string) => string | undefined): void {
  const found = textOf(field.value);
  if (found === undefined) {
    must(field, place, 'a path, as in "$.name"');
    return;
  }
  if (isFilled(found)) return;
  const wrong = problem(found);
  if (wrong)
    place.report(
      field.line,
      `"${field.name}" is ${JSON.stringify(found)}, which ${wrong}${wrong.endsWith("?") ? "" : "."}`,
    );
}

const isNull = ({ value }: Field) => value.kind === "value" && value.value === null;
const isCall = (found: string) => /^States\.|^\w+\(/.test(found);

/** What is wrong with a path, after "which". https://states-language.net/spec.html#path */
function pathProblem(found: string): string | undefined {
  return typeof steps(found) === "string" ? (steps(found) as string) : undefined;
}

/** What is wrong with a path to one place, after "which". https://states-language.net/spec.html#ref-paths */
function referenceProblem(found: string): string | undefined {
  const parts = steps(found);
  if (typeof parts === "string") return parts;
  return parts.every(part => part === "one")
    ? undefined
    : 'may lead to several places: name one, as in "$.tweets[0].id"';
}

/** What each step of a path leads to; or, in words after "which", why it is not a path. */
function steps(text: string): ("one" | "many")[] | string {
  const found = text.trimEnd(); // AWS passes over spaces at the end
  const [root] = /^\$(?:\$|[\p{ID_Start}_][\p{ID_Continue}]*)?/u.exec(found) ?? [];
  if (root === undefined) {
    const meant = /^[\w.[\]]+$/.test(found) ? `, as in "$.${found.replace(/^\.+/, "")}"` : "";
    return `is not a path: a path begins with "$"${meant}`;
  }
  const parts: ("one" | "many")[] = [];
  // A name, a wildcard, a function such as length(), or what stands in brackets; two dots look at all depths.
  const step =
    /(\.\.?)(\*|(?:\\.|[^\s.\\[\]()'"])+)(\(\))?|(\.\.?)?\[((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\]'"[]|\[[^\]]*\])*)\]/uy;
  let at = root.length;
  while (at < found.length) {
    step.lastIndex = at;
    const match = step.exec(found);
    if (!match) return `is not a path: it goes wrong at ${JSON.stringify(found.slice(at))}`;
    const [whole, dots, name, call, deep, selector] = match;
    if (selector !== undefined && !isSelector(selector))
      return `is not a path: [${selector}] is neither a number nor a name in single quotes`;
    const one =
      selector === undefined ? dots === "." && name !== "*" && !call : deep !== ".." && isSingle(selector);
    parts.push(one ? "one" : "many");
    at += whole.length;
  }
  return parts;
}

const quoted = /^\s*(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*$/;
const isSingle = (selector: string) => quoted.test(selector) || /^\s*-?\d+\s*$/.test(selector);

function isSelector(selector: string): boolean {
  if (/^\s*\*\s*$|^\s*[?(]/.test(selector)) return true; // a wildcard, a filter, a script
  if (/^\s*-?\d*\s*:\s*-?\d*\s*(?::\s*-?\d*\s*)?$/.test(selector)) return true; // a slice
  if (quoted.test(selector)) return true;
  return selector.split(",").every(part => isSingle(part));
}

/**
 * The intrinsic functions, with the fewest and the most arguments that they take.
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
const intrinsics: Record<string, [least: number, most: number]> = {
  "States.Array": [0, Number.POSITIVE_INFINITY],
  "States.ArrayContains": [2, 2],
  "States.ArrayGetItem": [2, 2],
  "States.ArrayLength": [1, 1],
  "States.ArrayPartition": [2, 2],
  "States.ArrayRange": [3, 3],
  "States.ArrayUnique": [1, 1],
  "States.Base64Decode": [1, 1],
  "States.Base64Encode": [1, 1],
  "States.Format": [1, Number.POSITIVE_INFINITY],
  "States.Hash": [2, 2],
  "States.JsonMerge": [3, 3],
  "States.JsonToString": [1, 1],
  "States.MathAdd": [2, 2],
  "States.MathRandom": [2, 3],
  "States.StringSplit": [2, 2],
  "States.StringToJson": [1, 1],
  "States.UUID": [0, 0],
};

/** What is wrong with a call of an intrinsic function, after "which". */
function functionProblem(found: string): string | undefined {
  const call = /^\s*([\w.]+)\s*\(([\s\S]*)\)\s*$/.exec(found);
  if (!call) return "is not a call: write the function's name and its arguments in parentheses";
  const [, name = "", inside = ""] = call;
  const count = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
  if (!count)
    return `calls ${name}, which is not an intrinsic function${didYouMean(name, Object.keys(intrinsics), "")}`;
  const given = splitArguments(inside);
  if (!given) return "is not a call: a quote or a parenthesis is missing";
  const [least, most] = count;
  if (given.length < least || given.length > most) {
    const takes =
      least === most
        ? `${least}`
        : most === Number.POSITIVE_INFINITY
          ? `at least ${least}`
          : `${least} or ${most}`;
    return `gives ${name} the wrong number of arguments: it takes ${takes}, not ${given.length}`;
  }
  const [format = ""] = given;
  if (name === "States.Format" && format.startsWith("'")) {
    const gaps = format.replace(/\\./g, "").split("{}").length - 1;
    if (gaps !== given.length - 1)
      return `has ${gaps} times {} in its text, and ${given.length - 1} to fill them with`;
  }
  for (const argument of given) {
    const wrong = argumentProblem(argument);
    if (wrong) return wrong;
  }
  return undefined;
}

function argumentProblem(argument: string): string | undefined {
  if (argument.startsWith("$")) return pathProblem(argument);
  if (/^'(?:\\.|[^'\\])*'$|^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$|^(?:true|false|null)$/.test(argument))
    return undefined;
  if (isCall(argument)) return functionProblem(argument);
  return `has ${argument || "nothing"} as an argument: a text needs single quotes, a path begins with "$"`;
}

/** The arguments between the parentheses of a call, or undefined where quotes or parentheses do not match. */
function splitArguments(inside: string): string[] | undefined {
  if (inside.trim() === "") return [];
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of inside.matchAll(/'(?:\\.|[^'\\])*'|[(),[\]']/g)) {
    if (token === "'") return undefined;
    if (token === "(" || token === "[") depth++;
    if (token === ")" || token === "]") depth--;
    if (depth < 0) return undefined;
    if (token === "," && depth === 0) {
      found.push(inside.slice(start, index).trim());
      start = index + 1;
    }
  }
  if (depth !== 0) return undefined;
  return [...found, inside.slice(start).trim()];
}
