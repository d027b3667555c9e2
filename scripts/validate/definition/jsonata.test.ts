import { suite } from "uvu";
import * as assert from "uvu/assert";
import { expressionProblems } from "./jsonata.ts";

const test = suite("jsonata");

/** Expressions that Step Functions takes. */
const right = [
  "$states.input.phone[0]",
  "$states.context.Execution.Id & '-' & $name",
  "$states.input.items[price > 3]",
  "$states.input.items[$.price > 3]^(>price, name).{ 'price': price, 'all': $ }",
  "$order{ kind: $sum(price) }",
  "$states.input.items.(price * quantity)",
  "$map($states.input.items, function($item, $i) { { 'name': $item.name, 'at': $i } })",
  "($sum := function($a, $b) { $a + $b }; $reduce([1..5], $sum))",
  "$states.input ~> | items | { 'price': price * 2 } |",
  "$filter($states.input.items, λ($x) { $x.price > 3 })[0].name",
  "$exists($states.input.a) ? $states.input.a : 'none'",
  "-$count($states.input.a) + $parse('1') + $random()",
  "$states.input.a@$a.b#$i.{ 'a': $a, 'i': $i }",
  '$match("ab", /a(b)/i).groups[0]',
  "$ask(?, 1)(2) ~> $string",
  "[$states.input.a, 1..3, null, true]",
  "$states.input.`a name with spaces`",
];

for (const expression of right) {
  test(`right: ${expression}`, () => assert.equal(expressionProblems(expression, []), []));
}

const advice = (name: string) =>
  `reads "${name}", but an expression has to begin at a variable: write $states.input.${name}, or $${name}.`;

const wrong: [expression: string, ...problems: string[]][] = [
  ["a[1,2)", 'is not JSONata: Expected "]", got ",".'],
  ['"no end', "is not JSONata: String literal must be terminated by a matching quote."],
  ["1 +", "is not JSONata: Unexpected end of expression."],
  ["", "is not JSONata: Unexpected end of expression."],
  ["$states.input.", "is not JSONata: Unexpected end of expression."],
  // Newer versions of JSONata have this operator; Step Functions has 2.0.6.
  ["$a ?? 1", 'is not JSONata: The symbol "?" cannot be used as a unary operator.'],
  ["$states.input.a == 1", 'is not JSONata: The symbol "=" cannot be used as a unary operator.'],
  ["phone", advice("phone")],
  ["phone[0].number", advice("phone")],
  ["a + b & a", advice("a"), advice("b")],
  ["[a]", advice("a")],
  ["{ 'x': a, b: 1 }", advice("a"), advice("b")],
  ["sum($states.input.prices)", advice("sum")],
  ["$sum(prices)", advice("prices")],
  ["$map($states.input.a, function($x) { b })", advice("b")],
  ["($a := b; $a)", advice("b")],
  ["a ? b : c", advice("a"), advice("b"), advice("c")],
  ["-a", advice("a")],
  ["(a).b", advice("a")],
  ["a ~> $f", advice("a")],
  ["`a name`", 'reads "a name", but an expression has to begin at a variable: write $states.input.`a name`.'],
  ["$", 'reads "$", but an expression has to begin at a variable: write $states.input.'],
  ["$.total", 'reads "$", but an expression has to begin at a variable: write $states.input.'],
  ["$$.total", 'reads "$$", which Step Functions does not have: write $states.input.'],
  ["$states.input.a[b = $$.c]", 'reads "$$", which Step Functions does not have: write $states.input.'],
  [
    "$states.result.Payload",
    'reads $states.result, which is only there in "Output" and "Assign" of a Task, Parallel or Map state.',
  ],
  [
    "$states.input.a[b = $states.errorOutput.Error]",
    'reads $states.errorOutput, which is only there in "Output" and "Assign" of a Catch rule.',
  ],
];

for (const [expression, ...problems] of wrong) {
  test(`wrong: ${expression}`, () => assert.equal(expressionProblems(expression, []), problems));
}

test("$states has its other fields where they are available, each by itself", () => {
  assert.equal(expressionProblems("$states.result.a", ["result"]), []);
  assert.equal(expressionProblems("$states.errorOutput.Cause", ["errorOutput"]), []);
  assert.is(expressionProblems("$states.errorOutput.Cause", ["result"]).length, 1);
});

test("what CloudFormation fills in may be anything", () => {
  for (const expression of ["$states.input.a > ${Limit}", "'${Name}' & $a", "$states.input.${Field}"])
    assert.equal(expressionProblems(expression, []), []);
  assert.equal(expressionProblems("a > ${Limit}", []), [advice("a")]);
});

test.run();
