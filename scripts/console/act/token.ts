import type { State } from "../../execution/definition.ts";
import { readJson } from "../../execution/json.ts";

/** A task's parameters as anybody may see them, and the token among them. */
export interface Uncovered {
  /** Absent where the definition passes none, or passes it inside a longer text. */
  token?: string;
  /** The parameters, in JSON, with the token and whatever holds it replaced. */
  shown: string;
}

const cover = "(the task token, which is a secret)";

/**
 * Finds the task token in what a task was given. The API tells no token, but the definition says where it passes it on:
 * at `$$.Task.Token`, or in JSONata at `$states.context.Task.Token`. Whoever has it may answer for the task.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
export function uncoverToken(state: State | undefined, parameters: string): Uncovered {
  const given = readJson(parameters);
  const template = state?.Arguments ?? state?.Parameters;
  if (template === undefined || typeof given !== "object") return { shown: parameters };
  const tokens: string[] = [];
  const shown = walk(template, given, tokens);
  const [token] = tokens;
  return { ...(token && { token }), shown: token || shown !== given ? JSON.stringify(shown) : parameters };
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** Goes through what was given beside what the definition says of it; returns it as anybody may see it. */
function walk(template: unknown, given: unknown, tokens: string[]): unknown {
  if (typeof template === "string") return coverPath(expressionIn(template), given, tokens);
  if (!isFields(template) || !isFields(given)) return given;
  const shown: Fields = Array.isArray(given) ? ([...given] as unknown as Fields) : { ...given };
  for (const [key, value] of Object.entries(template)) {
    // In JSONPath a field whose name ends in ".$" takes its value from a path.
    const name = key.endsWith(".$") && typeof value === "string" ? key.slice(0, -2) : key;
    if (!(name in given)) continue;
    shown[name] =
      name === key ? walk(value, given[name], tokens) : coverPath(value as string, given[name], tokens);
  }
  return shown;
}

/** What is between the marks of a JSONata expression; nothing for a text that is only a text. */
const expressionIn = (text: string) => /^\{%\s*(.*?)\s*%\}$/s.exec(text)?.[1] ?? "";

/** Where in what a path names the token is: for `$$.Task` it is in the field Token. */
const places: [RegExp, string[]][] = [
  [/^(\$\$|\$states\.context)\.Task\.Token$/, []],
  [/^(\$\$|\$states\.context)\.Task$/, ["Token"]],
  [/^(\$\$|\$states\.context)$/, ["Task", "Token"]],
];

function coverPath(expression: string, given: unknown, tokens: string[]): unknown {
  const place = places.find(([pattern]) => pattern.test(expression))?.[1];
  if (!place) return /(\$\$|\$states\.context)(\.Task(\.Token)?)?(?![\w.])/.test(expression) ? cover : given;
  return coverAt(given, place, tokens);
}

function coverAt(given: unknown, [field, ...rest]: string[], tokens: string[]): unknown {
  if (field === undefined) {
    if (typeof given === "string") tokens.push(given);
    return cover;
  }
  return isFields(given) ? { ...given, [field]: coverAt(given[field], rest, tokens) } : given;
}
