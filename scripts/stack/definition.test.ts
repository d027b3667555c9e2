import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fillDefinitions, type StackScope } from "./definition.ts";
import { readTemplate } from "./template.ts";

const test = suite("definition");

const scope: StackScope = {
  stackName: "sfw-ada-01-starter",
  accountId: "123456789012",
  region: "eu-west-1",
  parameters: {},
};

/** Fills `"${X}"` with a substitution. */
function fill(substitution: string, changes: Partial<StackScope> = {}, text = '"${X}"'): string | undefined {
  const template = readTemplate(`
Parameters:
  Store: { Type: String }
  Prefix: { Type: String, Default: p }
Resources:
  Hello: { Type: AWS::Lambda::Function, Properties: { FunctionName: !Sub "\${AWS::StackName}-hello" } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "\${Prefix}-\${AWS::Region}" } }
  Nameless: { Type: AWS::Lambda::Function }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: parent
      DefinitionString: ./x.asl.json
      DefinitionSubstitutions: { X: ${substitution} }
`);
  return fillDefinitions({ "x.asl.json": text }, template, { ...scope, ...changes })["x.asl.json"];
}

test("names and ARNs follow from the stack", () => {
  assert.is(
    fill("!GetAtt Hello.Arn"),
    '"arn:aws:lambda:eu-west-1:123456789012:function:sfw-ada-01-starter-hello"',
  );
  assert.is(fill("!Sub 'arn:${AWS::Partition}:s3:::b'"), '"arn:aws:s3:::b"');
  assert.is(fill("!Ref Hello"), '"sfw-ada-01-starter-hello"');
  assert.is(fill("!Ref Table"), '"p-eu-west-1"');
  assert.is(fill("!Sub '${Hello} in ${AWS::AccountId}'"), '"sfw-ada-01-starter-hello in 123456789012"');
  assert.is(fill("plain"), '"plain"');
  assert.is(fill("5"), '"5"');
});

test("a state machine is named by its ARN, by Ref as well", () => {
  const arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:parent";
  assert.is(fill("!Ref Machine"), `"${arn}"`);
  assert.is(fill("!GetAtt Machine.Arn"), `"${arn}"`);
  assert.is(fill("!GetAtt Machine.Arn", { resources: { Machine: `${arn}-1X` } }), `"${arn}-1X"`);
});

test("a parameter has its value, or else its default", () => {
  assert.is(fill("!Ref Prefix"), '"p"');
  assert.is(fill("!Ref Prefix", { parameters: { Prefix: "q" } }), '"q"');
  assert.is(fill("!Ref Prefix", { parameters: { Prefix: "" } }), '""', "an empty value is a value");
});

test("every place is filled, and what has no substitution stays", () => {
  assert.is(fill("v", {}, '"${X}" "${X}" "${Other}" "$.x"'), '"v" "v" "${Other}" "$.x"');
  assert.is(fill('"$&"', {}, '"${X}"'), '"$&"', "no special meaning of $ in a value");
});

test("of a stack that is deployed, the names that it has", () => {
  const resources = { Nameless: "sfw-ada-01-starter-Nameless-1X", Hello: "other" };
  assert.is(fill("!Ref Nameless", { resources }), '"sfw-ada-01-starter-Nameless-1X"');
  assert.is(
    fill("!Sub '${Nameless.Arn}'", { resources }),
    '"arn:aws:lambda:eu-west-1:123456789012:function:sfw-ada-01-starter-Nameless-1X"',
  );
  assert.is(fill("!Ref Hello", { resources }), '"other"');
});

test("what does not follow from names alone is refused", () => {
  assert.throws(() => fill("!Ref Nameless"), "Nameless has no physical name");
  assert.throws(() => fill("!GetAtt Queue.Arn"), "The ARN of Queue does not follow from its name");
  assert.throws(() => fill("!GetAtt Hello.Version"), "can't be filled");
  assert.throws(() => fill("!Ref Store"), "Store has no physical name");
  assert.throws(() => fill("!Sub ['${a}', { a: b }]"), "can't be filled");
});

test.run();
