import type { Report } from "../problem.ts";
import { type Field, fieldOf, fieldsOf, itemsOf, type Tree, textOf, valueAt } from "../tree.ts";
import { functionIn } from "./functions.ts";
import { resourceTypes } from "./types.ts";

/**
 * The types whose Ref is the ARN; that of others is a name or an id.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html
 */
const referredByArn =
  /^AWS::(?:StepFunctions::|SNS::(?:Topic|Subscription)$|IAM::(?:ManagedPolicy|OIDCProvider)$|Lambda::(?:Version|Alias|LayerVersion|CodeSigningConfig|Url)$)/;

/** Names of properties that take an ARN, or several; of policies, too. */
const takesArn = /(?:Arns?|ARN)$|^(?:Role|Credentials|Resource|NotResource)$/;

/**
 * Protocols of a subscription whose `Endpoint` is an ARN.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
const takesArnFor = /^(?:application|firehose|lambda|sqs)$/;

/** Objects whose names are anybody's choice: of substitutions in a definition, of a function's variables. */
const freelyNamed = ["DefinitionSubstitutions", "Variables"];

/** Looks for the name of a resource where its ARN is wanted: the commonest slip, which the services refuse. */
export function checkArns(template: Tree, report: Report): void {
  for (const { value } of fieldsOf(valueAt(template, "Resources"))) {
    const properties = valueAt(value, "Properties");
    walk(properties);
    const endpoint = fieldOf(properties, "Endpoint");
    if (endpoint && takesArnFor.test(textOf(valueAt(properties, "Protocol")) ?? ""))
      checkArn(endpoint, template, report);
  }

  function walk(tree: Tree | undefined): void {
    for (const field of fieldsOf(tree)) {
      if (takesArn.test(field.name)) {
        const values = field.value.kind === "list" ? field.value.items : [field.value];
        for (const value of values) checkArn({ ...field, line: value.line, value }, template, report);
      }
      if (!freelyNamed.includes(field.name)) walk(field.value);
    }
    for (const item of itemsOf(tree)) walk(item);
  }
}

/** Reports a `!Ref` that is not the ARN of its resource. */
export function checkArn({ name, line, value }: Field, template: Tree, report: Report): void {
  const call = functionIn(value);
  const logicalId = call?.name === "Ref" ? textOf(call.value) : undefined;
  if (logicalId === undefined) return;
  const type = textOf(valueAt(template, "Resources", logicalId, "Type")) ?? "";
  if (referredByArn.test(type) || !resourceTypes().types[type]?.attributes.includes("Arn")) return;
  report(line, `"${name}" takes an ARN, which !Ref ${logicalId} is not: write !GetAtt ${logicalId}.Arn.`);
}
