/**
 * A rule of a Choice state: a comparison, rules that are joined, or an expression in JSONata.
 * https://states-language.net/spec.html#choice-state
 */
export interface ChoiceRule {
  Variable?: string;
  And?: ChoiceRule[];
  Or?: ChoiceRule[];
  Not?: ChoiceRule;
  Condition?: string | boolean;
  [comparison: string]: unknown;
}

/** The comparisons by the end of their names, and how people write them. The longer names come first. */
const signs: [RegExp, string][] = [
  [/LessThanEquals(Path)?$/, "≤"],
  [/GreaterThanEquals(Path)?$/, "≥"],
  [/LessThan(Path)?$/, "<"],
  [/GreaterThan(Path)?$/, ">"],
  [/Equals(Path)?$/, "="],
  [/^StringMatches$/, "matches"],
];

/** A rule as people would say it, such as `$.n > 3`; empty for one that says nothing. */
export function conditionOf(rule: ChoiceRule): string {
  const { Variable, And, Or, Not, Condition } = rule;
  if (Condition !== undefined) return String(Condition).replace(/^\{%\s*|\s*%\}$/g, "");
  if (And) return joined(And, "and");
  if (Or) return joined(Or, "or");
  if (Not) return `not (${conditionOf(Not)})`;
  const [name, value] =
    Object.entries(rule).find(([key]) => /^(String|Numeric|Boolean|Timestamp|Is)/.test(key)) ?? [];
  if (!Variable || !name) return "";
  if (name.startsWith("Is")) {
    const what = name
      .slice(2)
      .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
      .toLowerCase();
    return `${Variable} is ${value === false ? "not " : ""}${what}`;
  }
  const sign = signs.find(([pattern]) => pattern.test(name))?.[1] ?? name;
  return `${Variable} ${sign} ${name.endsWith("Path") ? value : JSON.stringify(value)}`;
}

/** Rules inside others stand in brackets where they are joined themselves. */
function joined(rules: ChoiceRule[], word: string): string {
  return rules
    .map(rule => (rule.And || rule.Or ? `(${conditionOf(rule)})` : conditionOf(rule)))
    .join(` ${word} `);
}
