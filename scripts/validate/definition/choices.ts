import { nearestWords } from "../spelling.ts";
import { type Field, fieldOf, textOf } from "../tree.ts";
import {
  boolean, type Check, checkRequired, expression, type Fields, isFilled, list, must, number, object, type Place, text,
  withExpressions,
} from "./check.ts"; // biome-ignore format: a list to scan, not a column
import { path, template } from "./paths.ts";

/** https://states-language.net/spec.html#timestamps */
export const timestamp: Check = (field, place) => {
  const found = textOf(field.value);
  const profile = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
  if (found === undefined || !(profile.test(found) || isFilled(found)))
    must(field, place, 'a time such as "2026-03-14T01:59:00Z"');
};

/**
 * What a rule may ask of its Variable, and the value that it compares with.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
const comparisons: Fields = {
  ...compared("String", text, ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"]),
  ...compared("Numeric", number(), [
    "Equals",
    "LessThan",
    "GreaterThan",
    "LessThanEquals",
    "GreaterThanEquals",
  ]),
  ...compared("Timestamp", timestamp, [
    "Equals",
    "LessThan",
    "GreaterThan",
    "LessThanEquals",
    "GreaterThanEquals",
  ]),
  ...compared("Boolean", boolean, ["Equals"]),
  StringMatches: text,
  IsNull: boolean,
  IsPresent: boolean,
  IsNumeric: boolean,
  IsString: boolean,
  IsBoolean: boolean,
  IsTimestamp: boolean,
};

function compared(type: string, value: Check, ways: string[]): Fields {
  return Object.fromEntries(
    ways.flatMap(way => [
      [type + way, value],
      [`${type + way}Path`, path],
    ]),
  );
}

const joined: Fields = {
  And: (field, place) => list(nested)(field, place),
  Or: (field, place) => list(nested)(field, place),
  Not: (field, place) => nested(field, place),
};

const operators = { ...comparisons, ...joined };

const nested: Check = (field, place) => {
  object("a rule inside another one", { Variable: path, ...operators, Comment: text })(field, place);
  checkOperator(field, place);
};

/** The rules of a Choice state. */
export const choices: Check = (field, place) =>
  list(place.language === "JSONata" ? condition : rule)(field, place);

const condition = object(
  "a rule of a Choice state in JSONata",
  {
    Condition: (field, place) =>
      (field.value.kind === "value" && typeof field.value.value === "boolean") || expression(field, place),
    Next: text,
    Assign: withExpressions,
    Output: withExpressions,
    Comment: text,
  },
  ["Condition", "Next"],
);

const rule: Check = (field, place) => {
  object(
    "a rule of a Choice state in JSONPath",
    { Variable: path, ...operators, Next: text, Assign: template, Comment: text },
    ["Next"],
  )(field, place);
  checkOperator(field, place);
};

/** A rule asks one thing: it compares its Variable, or joins other rules. */
function checkOperator({ value, line }: Field, place: Place): void {
  if (value.kind !== "map") return;
  const asked = value.fields.filter(({ name }) => Object.hasOwn(operators, name));
  if (asked.length > 1) {
    place.report(
      asked[1]?.line ?? line,
      `"${asked[0]?.name}" and "${asked[1]?.name}" are in one rule: join two rules with "And" or "Or".`,
    );
  }
  if (asked.length === 0) {
    const meant = [...Object.keys(operators), "Condition"];
    const near = value.fields.some(({ name }) => name !== "Next" && nearestWords(name, meant).length > 0);
    if (!near)
      place.report(line, 'this rule asks nothing: compare its "Variable", as in "StringEquals": "done".');
  }
  if (asked.some(({ name }) => Object.hasOwn(comparisons, name)))
    checkRequired(value, line, "a comparison", ["Variable"], place);
  const variable = fieldOf(value, "Variable");
  if (variable && asked.some(({ name }) => Object.hasOwn(joined, name)))
    place.report(
      variable.line,
      '"Variable" stands in the rules inside "And", "Or" and "Not", not beside these.',
    );
}
