import type { Report } from "../problem.ts";
import { didYouMean } from "../spelling.ts";
import { type Field, itemsOf, type Tree, textOf } from "../tree.ts";

/**
 * The functions that may stand for a value, and how many arguments each takes as a list, if it takes one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
const functions: Record<string, [least: number, most: number] | undefined> = {
  Ref: undefined,
  "Fn::And": [2, 10],
  "Fn::Base64": undefined,
  "Fn::Cidr": [2, 3],
  "Fn::Equals": [2, 2],
  "Fn::FindInMap": [3, 4],
  "Fn::GetAZs": undefined,
  "Fn::GetAtt": undefined,
  "Fn::If": [3, 3],
  "Fn::ImportValue": undefined,
  "Fn::Join": [2, 2],
  "Fn::Length": undefined,
  "Fn::Not": [1, 1],
  "Fn::Or": [2, 10],
  "Fn::Select": [2, 2],
  "Fn::Split": [2, 2],
  "Fn::Sub": undefined,
  "Fn::ToJsonString": undefined,
  "Fn::Transform": undefined,
};

/** The function that a value consists of: an object whose only field is named after one. */
export function functionIn(tree: Tree): Field | undefined {
  if (tree.kind !== "map" || tree.fields.length !== 1) return undefined;
  const [field] = tree.fields;
  return field && (field.name === "Ref" || field.name.startsWith("Fn::")) ? field : undefined;
}

/** Whether a value is `!Ref AWS::NoValue`, which takes away what it is the value of. */
export const isNoValue = (tree: Tree): boolean => textOf(functionIn(tree)?.value) === "AWS::NoValue";

/** Reports a function that there is not, and one with too few or too many arguments. */
export function checkShape(call: Field, report: Report): void {
  const { name, line, value } = call;
  if (!Object.hasOwn(functions, name)) {
    report(line, `"${name}" is not a function of CloudFormation${didYouMean(name, Object.keys(functions))}`);
    return;
  }
  const count = functions[name];
  if (!count || functionIn(value)) return;
  const [least, most] = count;
  const given = itemsOf(value).length;
  if (value.kind === "list" && given >= least && given <= most) return;
  const takes = least === most ? `${least}` : `${least} to ${most}`;
  report(
    line,
    `"${name}" takes a list of ${takes} arguments${value.kind === "list" ? `, not ${given}` : ""}.`,
  );
}
