import type { Report } from "../problem.ts";
import { didYouMean, isNear } from "../spelling.ts";
import { type Field, fieldsOf, type MapTree, shown, type Tree, textOf } from "../tree.ts";
import { expressionProblems, type StatesField } from "./jsonata.ts";

/** Where in a definition a value stands, as far as its checks have to know. */
export interface Place {
  report: Report;
  /** The query language of the state. */
  language: Language;
  /** What an expression of JSONata may read of $states beside input and context. */
  available?: StatesField[];
}

export type Language = "JSONPath" | "JSONata";

/** Looks at a field's value and reports what is wrong with it. */
export type Check = (field: Field, place: Place) => void;

/** The fields that an object may have. */
export type Fields = Record<string, Check>;

/** What a value has to be: says so, and what it is instead. */
export function must(field: Field, place: Place, be: string): void {
  if (field.value.kind === "value" && field.value.open) return;
  place.report(field.line, `"${field.name}" must be ${be}, not ${shown(field.value)}.`);
}

/** Whether CloudFormation fills in a part of this text: what it will be is not known here. */
export const isFilled = (text: string): boolean => /\$\{[^}]*\}/.test(text);

/**
 * Checks the fields of an object, and that there are no others but those in `handled`, which somebody else checks.
 * `what` is how messages call it, with its article: `a Retry rule`.
 */
export function checkFields(object: MapTree, what: string, fields: Fields, place: Place): void {
  for (const field of object.fields) {
    const check = Object.hasOwn(fields, field.name) ? fields[field.name] : undefined;
    if (check) check(field, place);
    else
      place.report(
        field.line,
        `"${field.name}" is not a field of ${what}${didYouMean(field.name, Object.keys(fields), "; take it out.")}`,
      );
  }
}

/** Reports each of the names that an object lacks, but for those that were meant by one that is misspelt. */
export function checkRequired(object: Tree, at: number, what: string, names: string[], place: Place): void {
  for (const name of names) {
    if (!fieldsOf(object).some(field => isNear(field.name, name)))
      place.report(at, `"${name}" is missing: ${what} needs it.`);
  }
}

export const anything: Check = () => {};

export const text: Check = (field, place) => {
  if (textOf(field.value) === undefined) must(field, place, "a text");
};

export const boolean: Check = (field, place) => {
  if (field.value.kind !== "value" || typeof field.value.value !== "boolean")
    must(field, place, "true or false");
};

export const number =
  (least?: number): Check =>
  (field, place) => {
    const found = field.value.kind === "value" ? field.value.value : undefined;
    if (typeof found !== "number" || (least !== undefined && found < least))
      must(field, place, least === undefined ? "a number" : `a number of at least ${least}`);
  };

/** Step Functions takes whole numbers up to 99999999. */
export const whole =
  (least: number, most = 99_999_999): Check =>
  (field, place) => {
    const { value } = field;
    const found = value.kind === "value" ? value.value : undefined;
    if (typeof found !== "number" || !Number.isInteger(found) || found < least || found > most) {
      must(field, place, `a whole number from ${least} to ${most}`);
    }
  };

export const oneOf =
  (...words: string[]): Check =>
  (field, place) => {
    const found = textOf(field.value);
    if (found === undefined || !(words.includes(found) || isFilled(found))) {
      const choice = words.map(word => `"${word}"`).join(" or ");
      place.report(
        field.line,
        `"${field.name}" must be ${choice}, not ${shown(field.value)}${didYouMean(found ?? "", words)}`,
      );
    }
  };

/** A list of at least one thing, each as the check wants it. */
export const list =
  (check: Check): Check =>
  (field, place) => {
    if (field.value.kind !== "list" || field.value.items.length === 0)
      return must(field, place, "a list with something in it");
    for (const item of field.value.items) check({ name: field.name, line: item.line, value: item }, place);
  };

/** An object with these fields, of which some are required. */
export const object =
  (what: string, fields: Fields, required: string[] = []): Check =>
  (field, place) => {
    if (field.value.kind !== "map") return must(field, place, "an object");
    checkFields(field.value, what, fields, place);
    checkRequired(field.value, field.line, what, required, place);
  };

/** A string between `{%` and `%}` in JSONata; https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export const expression: Check = (field, place) => {
  const found = textOf(field.value);
  if (found === undefined) return must(field, place, 'a JSONata expression, as in "{% $states.input.x %}"');
  if (!found.startsWith("{%") && !isFilled(found))
    return must(field, place, `a JSONata expression between "{%" and "%}"`);
  checkExpression(field, found, place);
};

/** A text that is an expression if it has the delimiters of one. */
function checkExpression(field: Field, found: string, place: Place): void {
  const [opens, closes] = [found.startsWith("{%"), found.endsWith("%}")];
  if (!opens && !closes) return;
  if (opens && closes && found.length >= 4) {
    for (const problem of expressionProblems(found.slice(2, -2), place.available ?? []))
      place.report(field.line, `"${field.name}" ${problem}`);
    return;
  }
  place.report(
    field.line,
    `"${field.name}" is ${shown(field.value)}: a JSONata expression begins with "{%" and ends with "%}".`,
  );
}

/** A check whose expressions may read more of $states. */
export const withStates =
  (available: StatesField, check: Check): Check =>
  (field, place) =>
    check(field, { ...place, available: [available] });

/** In JSONata an expression or what the check wants; in JSONPath the latter alone. */
export const orExpression =
  (check: Check): Check =>
  (field, place) => {
    const found = textOf(field.value);
    if (place.language === "JSONata" && found?.startsWith("{%")) checkExpression(field, found, place);
    else check(field, place);
  };

/** Any value whose texts, however deep, may be expressions. */
export const withExpressions: Check = (field, place) => {
  const { value } = field;
  const found = textOf(value);
  if (found !== undefined) return checkExpression(field, found, place);
  if (value.kind === "list") {
    for (const item of value.items)
      withExpressions({ name: field.name, line: item.line, value: item }, place);
  }
  for (const below of fieldsOf(value)) {
    if (below.name.endsWith(".$")) {
      place.report(
        below.line,
        `"${below.name}" is written as in JSONPath, and this state uses JSONata: write "${below.name.slice(0, -2)}": "{% … %}".`,
      );
    } else withExpressions(below, place);
  }
};
