import { inspect, isDeepStrictEqual } from "node:util";
import { diffArrays } from "diff";
import { Assertion } from "uvu/assert";
import type { Check, Comparison, Problem } from "../verify/lesson.ts";
import { Missing } from "../verify/lesson.ts";

/** Longer texts are told apart line by line: nobody finds the difference between two long lines. */
const comparableLength = 100;

/** Makes a comparison or a judgement, and returns what is wrong; undefined where nothing is. Throws what a body throws. */
export async function problemOf(check: Check): Promise<Problem | undefined> {
  if ("judge" in check) return (await check.judge()) ?? undefined;
  const { seen, want } = await valuesOf(check);
  return isDeepStrictEqual(plain(seen), plain(want)) ? undefined : { message: "", ...compared(want, seen) };
}

async function valuesOf({ seen, want }: Comparison): Promise<Record<"seen" | "want", unknown>> {
  return { seen: await asked(seen), want: await asked(want) };
}

const asked = async (value: unknown) => (typeof value === "function" ? await value() : value);

/** JSON data is compared as JSON: a field that is undefined is a field that is not there. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}

/** What was expected and what was found; of long ones only what differs. */
export function compared(want: unknown, seen: unknown): Pick<Problem, "expected" | "actual" | "difference"> {
  const [expected, actual] = [show(want), show(seen)];
  if (Array.isArray(want) && want.length === 0 && Array.isArray(seen)) {
    return { difference: seen.map(item => `! ${typeof item === "string" ? item : show(item)}`) };
  }
  const both = [want, seen].every(value => typeof value === "object" && value !== null);
  if (!both || Math.max(expected.length, actual.length) <= comparableLength) return { expected, actual };
  return { difference: differenceOf(want, seen) };
}

/** The lines of two values that differ, in their place: `- ` expected and not found, `+ ` found and not expected. */
function differenceOf(want: unknown, seen: unknown): string[] {
  // Without the commas, which come and go with the line after.
  const lines = (value: unknown) => JSON.stringify(value, null, 2).replace(/,$/gm, "").split("\n");
  const changes = diffArrays(lines(want), lines(inOrderOf(want, seen)));
  return changes.flatMap(({ added, removed, value }, index) => {
    if (added || removed) return value.map(line => `${added ? "+" : "-"} ${line}`);
    return context(value, index > 0, index < changes.length - 1);
  });
}

/** A value with its keys in the order of another one: what is only in another place is not a difference. */
function inOrderOf(model: unknown, value: unknown): unknown {
  if (Array.isArray(model) && Array.isArray(value)) {
    return value.map((item, index) => inOrderOf(model[index], item));
  }
  if (!isRecord(model) || !isRecord(value)) return value;
  const keys = [...Object.keys(model).filter(key => key in value), ...Object.keys(value)];
  return Object.fromEntries(keys.map(key => [key, inOrderOf(model[key], value[key])]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of the lines that are alike, the ones beside a difference. */
function context(lines: string[], after: boolean, before: boolean): string[] {
  const around = [...(after ? lines.slice(0, 1) : []), ...(before ? lines.slice(-1) : [])];
  return (lines.length <= around.length ? lines : around).map(line => `  ${line}`);
}

/** What a check's body threw, in words for a learner. */
export function explain(error: unknown): Problem {
  if (!(error instanceof Error)) return { message: `It threw ${show(error)}` };
  if (error instanceof Missing) return { message: error.message };
  if (!(error instanceof Assertion)) return { message: `${error.name}: ${error.message}` };
  if (error.operator === "ok" || error.operator === "unreachable") return { message: error.message };
  return { message: error.generated ? "" : error.message, ...compared(error.expects, error.actual) };
}

const show = (value: unknown) =>
  value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? inspect(value));
