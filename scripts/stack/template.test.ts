import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readTemplate } from "./template.ts";

const test = suite("template");

/** A template's outputs by name. */
function outputs(text: string): Record<string, unknown> {
  const { Outputs = {} } = readTemplate(`Resources: {}\nOutputs:\n${text}`);
  return Object.fromEntries(Object.entries(Outputs).map(([name, { Value }]) => [name, Value]));
}

test("short forms of intrinsic functions are written out", () => {
  assert.equal(
    outputs(`
  Ref: { Value: !Ref Queue }
  Sub: { Value: !Sub "\${Queue}-x" }
  GetAtt: { Value: !GetAtt Queue.Arn }
  GetAttOfNested: { Value: !GetAtt Nested.Outputs.Url }
  GetAttAsList: { Value: !GetAtt [Queue, Arn] }
  Join: { Value: !Join [":", [a, !Ref B]] }
  SubWithMap: { Value: !Sub ["\${X}", { X: !Ref B }] }
  If: { Value: !If [IsProd, !Ref A, !Ref AWS::NoValue] }
  Transform: { Value: !Transform { Name: "AWS::Include" } }`),
    {
      Ref: { Ref: "Queue" },
      Sub: { "Fn::Sub": "${Queue}-x" },
      GetAtt: { "Fn::GetAtt": ["Queue", "Arn"] },
      GetAttOfNested: { "Fn::GetAtt": ["Nested", "Outputs.Url"] },
      GetAttAsList: { "Fn::GetAtt": ["Queue", "Arn"] },
      Join: { "Fn::Join": [":", ["a", { Ref: "B" }]] },
      SubWithMap: { "Fn::Sub": ["${X}", { X: { Ref: "B" } }] },
      If: { "Fn::If": ["IsProd", { Ref: "A" }, { Ref: "AWS::NoValue" }] },
      Transform: { "Fn::Transform": { Name: "AWS::Include" } },
    },
  );
});

test("conditions are read", () => {
  const { Conditions } = readTemplate(
    `Conditions: { X: !Not [!Equals [!Ref A, ""]], Y: !And [!Condition X, !Condition Z] }\nResources: {}`,
  );
  assert.equal(Conditions, {
    X: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "A" }, ""] }] },
    Y: { "Fn::And": [{ Condition: "X" }, { Condition: "Z" }] },
  });
});

test.run();
