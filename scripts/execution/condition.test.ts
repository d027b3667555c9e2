import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ChoiceRule, conditionOf } from "./condition.ts";

const test = suite("condition");

const said: [ChoiceRule, string][] = [
  [{ Variable: "$.n", NumericGreaterThan: 3 }, "$.n > 3"],
  [{ Variable: "$.n", NumericLessThanEquals: 3 }, "$.n ≤ 3"],
  [{ Variable: "$.name", StringEquals: "Ada" }, '$.name = "Ada"'],
  [{ Variable: "$.name", StringEqualsPath: "$.other" }, "$.name = $.other"],
  [{ Variable: "$.name", StringMatches: "A*" }, '$.name matches "A*"'],
  [{ Variable: "$.name", IsPresent: true }, "$.name is present"],
  [{ Variable: "$.name", IsNull: false }, "$.name is not null"],
  [{ Not: { Variable: "$.on", BooleanEquals: true } }, "not ($.on = true)"],
  [
    {
      And: [
        { Variable: "$.a", IsNumeric: true },
        {
          Or: [
            { Variable: "$.a", NumericLessThan: 0 },
            { Variable: "$.b", IsPresent: true },
          ],
        },
      ],
    },
    "$.a is numeric and ($.a < 0 or $.b is present)",
  ],
  [{ Condition: "{% $states.input.n > 3 %}" }, "$states.input.n > 3"],
  [{}, ""],
];

for (const [rule, words] of said)
  test(words || "a rule that says nothing", () => assert.is(conditionOf(rule), words));

test.run();
