import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../shared/paths.ts";
import { findSteps } from "../shared/steps.ts";
import { problemLine } from "./problem.ts";
import { readStepFiles } from "./step-files.ts";
import { validate } from "./validate.ts";

const test = suite("validate");

const definition = "steps/01-starter/starter.asl.json";
const template = "steps/01-starter/template.yaml";
const steps = await findSteps();
const [starter] = steps;
const files = starter ? await readStepFiles(starter) : {};

/** What is said of step 01 after edits, each of a file. */
function said(edits: Record<string, (text: string) => string>): string[] {
  const edited = Object.entries(files).map(([file, text]) => [file, edits[file]?.(text) ?? text]);
  return validate(Object.fromEntries(edited)).map(problemLine);
}

for (const step of steps) {
  test(`${step.name} has no problems`, async () => {
    const read = await readStepFiles(step);
    assert.ok(Object.keys(read).length >= 2);
    assert.equal(validate(read), []);
  });
}

test("the other templates have no problems", async () => {
  const names = (await readdir(path.join(root, "templates"))).filter(name => name.endsWith(".yaml"));
  assert.ok(names.length > 0);
  for (const name of names) {
    assert.equal(validate({ [name]: await readFile(path.join(root, "templates", name), "utf8") }), []);
  }
});

test("a step is read with the templates that it needs", async () => {
  const last = steps.find(({ number }) => number === "05");
  assert.ok(last);
  assert.equal(Object.keys(await readStepFiles(last)).sort(), [
    "steps/05-dynamo-parallel/template.yaml",
    "steps/05-dynamo-parallel/tweetbot.asl.json",
    "templates/tweet-data-store.yaml",
  ]);
});

test("a substitution that the template does not fill", () => {
  assert.equal(said({ [definition]: text => text.replace("${HelloFunctionArn}", "${HelloFunction}") }), [
    `${definition}:13: "\${HelloFunction}" is not filled by the template; did you mean "HelloFunctionArn"?`,
  ]);
  assert.equal(said({ [template]: text => text.replace(/ +DefinitionSubstitutions:\n.*\n/, "") }), [
    `${definition}:13: "\${HelloFunctionArn}" is not filled by the template; add it to "DefinitionSubstitutions" of ${template}.`,
  ]);
});

test("half a definition has not said yet what it needs", () => {
  const [problem = "", ...others] = said({ [definition]: text => text.slice(0, 40) });
  assert.match(problem, /^steps\/01-starter\/starter\.asl\.json:\d+: not valid JSON: /);
  assert.equal(others, []);
});

test("the problems of several files come by file and line", () => {
  const found = said({
    [template]: text => text.replace("Timeout: 5", "Timeout: 0").replace("RetentionInDays", "RetentionDays"),
    [definition]: text =>
      text.replace('"ResultPath"', '"resultPath"').replace('"Type": "Task"', '"Type": "task"'),
  });
  assert.equal(
    found.map(line => line.replace(/: .*/, "")),
    [`${definition}:12`, `${template}:11`, `${template}:39`],
  );
});

test("a definition in a template is looked at where it stands", () => {
  const inline =
    "Definition: { StartAt: Go, States: { Go: { Type: Task, Resource: !GetAtt HelloFunction.Arn } } }";
  const edit = (text: string) =>
    text
      .replace("DefinitionString: ./starter.asl.json", inline)
      .replace(/ +DefinitionSubstitutions:\n.*\n/, "");
  assert.equal(said({ [template]: edit }), [
    `${template}:73: this state leads nowhere: add "Next", or "End": true.`,
  ]);
});

/** What is said of step 01 when its definition stands in its template like this. */
function saidInline(definition: string, substitutions = ""): string[] {
  const edit = (text: string) =>
    text
      .replace("      DefinitionString: ./starter.asl.json\n", definition)
      .replace(/ +DefinitionSubstitutions:\n.*\n/, substitutions);
  return said({ [template]: edit });
}

const greet = [
  "        {",
  '          "StartAt": "Greet",',
  '          "States": {',
  '            "Greet": { "Type": "Task", "Resource": "${HelloFunctionArn}", "TimeoutSeconds": ${Limit}, "End": true }',
  "          }",
  "        }",
  "",
].join("\n");
const fill = "      DefinitionSubstitutions: { HelloFunctionArn: !GetAtt HelloFunction.Arn, Limit: 5 }\n";

test("a definition as a text in a template has no problems, with substitutions or filled by Sub", () => {
  assert.equal(saidInline(`      DefinitionString: |\n${greet}`, fill), []);
  const subbed = greet.replace("${HelloFunctionArn}", "${HelloFunction.Arn}").replace("${Limit}", "5");
  assert.equal(saidInline(`      DefinitionString: !Sub |\n${subbed}`), []);
  const listed = greet.replaceAll("\n        ", "\n            ").replace("        {", "            {");
  const values = "          - { HelloFunctionArn: !GetAtt HelloFunction.Arn, Limit: 5 }\n";
  assert.equal(saidInline(`      DefinitionString: !Sub\n          - |\n${listed}${values}`), []);
  const later = greet.replace("${HelloFunctionArn}", "${!HelloFunctionArn}").replace("${Limit}", "${!Limit}");
  assert.equal(saidInline(`      DefinitionString: !Sub |\n${later}`, fill), []);
  assert.equal(saidInline('      DefinitionString: !Join ["", [a, b]]\n'), []);
});

test("a definition as a text in a template is looked at where it stands", () => {
  assert.equal(saidInline(`      DefinitionString: |\n${greet.replace('"Task"', '"Tsk"')}`, fill), [
    `${template}:77: "Type" is "Tsk", which is not a type of state; did you mean "Task"?`,
  ]);
  assert.equal(saidInline(`      DefinitionString: |\n${greet}`, fill.replace("Limit: 5", "Limits: 5")), [
    `${template}:77: "\${Limit}" is not filled by the template; did you mean "Limits"?`,
  ]);
  assert.equal(saidInline(`      DefinitionString: !Sub |\n${greet.replace("${Limit}", "5")}`), [
    `${template}:77: "Fn::Sub" names "HelloFunctionArn", which is neither a resource nor a parameter of this template; did you mean "HelloFunction"?`,
  ]);
  assert.equal(saidInline(`      DefinitionString: |\n${greet.replace('"Greet",', '"Greet"')}`, fill), [
    `${template}:75: not valid JSON: a comma or "}" is missing after this.`,
  ]);
  assert.equal(saidInline(`      DefinitionString: '{ "StartAt": "Go" }'\n`), [
    `${template}:73: "States" is missing: a state machine needs it.`,
  ]);
});

test("a definition that is neither JSON nor a definition's file", () => {
  assert.equal(saidInline("      DefinitionString: ./starter.json\n"), [
    `${template}:73: "DefinitionString" is "./starter.json", which is neither a definition in JSON nor a file that ends in .asl.json.`,
  ]);
});

test("a definition as an object has its substitutions, and functions for values of any kind", () => {
  const object = (resource: string, limit: string) =>
    `      Definition: { StartAt: Go, States: { Go: { Type: Task, Resource: ${resource}, TimeoutSeconds: ${limit}, End: true } } }\n`;
  assert.equal(saidInline(object("!GetAtt HelloFunction.Arn", "!Ref AWS::NoValue")), []);
  const substitutions = fill.replace(", Limit: 5", "");
  assert.equal(saidInline(object('"${HelloFunctionArn}"', "5"), substitutions), []);
  assert.equal(saidInline(object('"${HelloFunction}"', "5"), substitutions), [
    `${template}:73: "\${HelloFunction}" is not filled by the template; did you mean "HelloFunctionArn"?`,
  ]);
});

test("an empty file and one of another shape are one line each", () => {
  assert.equal(
    validate({ "a.asl.json": "", "b.asl.json": "[]", "c.yaml": "", "d.yaml": "[]", "e.yaml": "a: [" }).map(
      problemLine,
    ),
    [
      "a.asl.json:1: not valid JSON: the end where a value should be.",
      "b.asl.json:1: a state machine must be an object, not an empty list.",
      'c.yaml:1: "Resources" is missing: a template needs it.',
      "d.yaml:1: a template must be an object, not an empty list.",
      "e.yaml:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
  );
});

test("a custom resource may have a version and any property", () => {
  const custom =
    "Type: Custom::Greeting, Version: 1.0, Properties: { ServiceToken: !Ref AWS::StackId, Any: 1 }";
  assert.equal(validate({ "a.yaml": `Resources:\n  Greeting: { ${custom} }\n` }), []);
});

test("a template with a transform is left to it", () => {
  assert.equal(validate({ "a.yaml": "Transform: AWS::Serverless-2016-10-31\nGlobals: {}\n" }), []);
});

test.run();
