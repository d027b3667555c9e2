import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../dev/testing/support.ts";
import { UserError } from "../shared/errors.ts";
import { findSteps } from "../shared/steps.ts";
import { compileTemplate } from "./compile.ts";
import { planStacks } from "./plan.ts";
import { readTemplate } from "./template.ts";

const test = suite("compile");

const notAscii = /[^\0-\x7f]/;

const template = `# Who may read this: everyone.
Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn # made below
      Code:
        ZipFile: ./handlers/hello.ts
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: ./machine.asl.json
      DefinitionSubstitutions: { HelloArn: !GetAtt Hello.Arn }
  Inline:
    Type: AWS::Lambda::Function
    Properties:
      Code: { ZipFile: "exports.handler = async () => 1" }
`;
const definition =
  '{\n  "StartAt": "A",\n  "States": { "A": { "Type": "Task", "Resource": "${HelloArn}", "End": true } }\n}\n';
const handler = `
import { SNSClient } from "@aws-sdk/client-sns";
import { greeting } from "./greeting.ts";

/** Greets. */
export async function handler(name: string): Promise<string> {
  return \`\${greeting} \${name}, \${typeof SNSClient} ✓\`;
}
`;

const steps = temporaryFolder();

/** Writes the files of a step (those above, changed) and returns its template's path. */
function stepWith(changes: Record<string, string | undefined> = {}): string {
  const folder = mkdtempSync(path.join(steps, "step-"));
  const files = {
    "template.yaml": template,
    "machine.asl.json": definition,
    "handlers/hello.ts": handler,
    "handlers/greeting.ts": 'export const greeting = "Hello";\nexport const unused = "not in the bundle";\n',
    ...changes,
  };
  mkdirSync(path.join(folder, "handlers"));
  for (const [file, text] of Object.entries(files)) {
    if (text !== undefined) writeFileSync(path.join(folder, file), text);
  }
  return path.join(folder, "template.yaml");
}

/** What compiling says is wrong; it has to be wrong usage. */
async function problemOf(changes: Record<string, string | undefined>): Promise<string> {
  try {
    await compileTemplate(stepWith(changes));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    assert.is(error.exitCode, 2);
    return error.message;
  }
  throw new Error("it compiles");
}

const compiled = await compileTemplate(stepWith());
// biome-ignore lint/suspicious/noExplicitAny: as free as CloudFormation
const resources = readTemplate(compiled.body).Resources as Record<string, { Properties: any }>;
const code: string = resources.Hello?.Properties.Code.ZipFile;

test("the code runs as Lambda runs inline Node.js code: index.js, CommonJS, with the SDK beside it", async () => {
  const module = { exports: {} as { handler(name: string): Promise<string> } };
  const required: string[] = [];
  const require = (name: string) => {
    required.push(name);
    return { SNSClient: class {} };
  };
  vm.runInThisContext(`(exports, require, module) => {${code}\n}`)(module.exports, require, module);
  assert.is(await module.exports.handler("Ada"), "Hello Ada, function ✓");
  assert.equal(required, ["@aws-sdk/client-sns"]);
});

test("the code can be read in the console", () => {
  assert.match(code, "async function handler(name) {");
  assert.not.match(code, "not in the bundle");
  assert.not.match(code, "__export");
  assert.match(compiled.body, /ZipFile: \|\n {10}\S/, "a block, not one line with \\n");
});

test("a definition becomes its text, with its substitutions still open", () => {
  assert.is(resources.Machine?.Properties.DefinitionString, definition);
  assert.equal(compiled.definitions, { "machine.asl.json": definition });
});

test("code and definitions are ASCII, and mean the same: CloudFormation shows other characters as ?", async () => {
  const comment = '{ "Comment": "schön 😴", "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }';
  const { body, definitions } = await compileTemplate(stepWith({ "machine.asl.json": comment }));
  assert.not.match(body, notAscii);
  assert.equal(JSON.parse(definitions["machine.asl.json"] ?? ""), JSON.parse(comment));
});

test("so is all that is deployed of the course", async () => {
  for (const step of await findSteps()) {
    const { needed, own } = await planStacks(step, "ada");
    for (const { name, body } of [...needed, own]) assert.not.match(body, notAscii, name);
  }
});

test("everything else stays as it is written", () => {
  // The padding of flow collections aside: it would cost bytes.
  const linesOf = (text: string) => text.replaceAll("{ ", "{").replaceAll(" }", "}").split("\n");
  const kept = linesOf(template).filter(line => !line.includes("./"));
  const lines = linesOf(compiled.body);
  assert.equal(
    kept.filter(line => !lines.includes(line)),
    [],
  );
});

test("a file that is not there is named, with the template that names it", async () => {
  assert.match(
    await problemOf({ "handlers/hello.ts": undefined }),
    /handlers\/hello\.ts, which \S+template\.yaml names, can't be read: check the name/,
  );
  assert.match(await problemOf({ "machine.asl.json": undefined }), /machine\.asl\.json, which \S+ names/);
  assert.match(
    await problemOf({ "template.yaml": undefined }),
    /template\.yaml can't be read: check the name/,
  );
});

test("a fault in a file is told with its place", async () => {
  assert.match(
    await problemOf({ "handlers/hello.ts": "\nexport const = 1;" }),
    /hello\.ts:2: does not compile: Expected identifier.+\.$/,
  );
  assert.match(
    await problemOf({ "handlers/hello.ts": 'import "./nowhere.ts";\nexport const handler = () => 1;' }),
    /hello\.ts:1: does not compile: Could not resolve "\.\/nowhere\.ts"\.$/,
  );
  assert.match(
    await problemOf({ "machine.asl.json": '{\n  "StartAt": "A",\n}' }),
    /machine\.asl\.json is not valid JSON: .*position 20/,
  );
  assert.match(
    await problemOf({ "template.yaml": "Resources:\n  A: [1\n" }),
    /template\.yaml:3: not valid YAML: Flow sequence .*\.$/,
  );
});

test("what is valid YAML and not a template is refused", async () => {
  for (const text of ["", "Resources:\n", "resources: {}", "[Resources]", "Resources"])
    assert.match(
      await problemOf({ "template.yaml": text }),
      /template\.yaml is not a template: it needs Resources, a map\.$/,
      text,
    );
});

test("a handler without an export named handler is refused", async () => {
  for (const text of [
    "export async function handle() {}",
    "async function handler() {}\nexports.handle = handler;",
    "export default async function handler() {}",
    "export async function handler() {}\nexport const other = 1;",
  ]) {
    assert.match(
      await problemOf({ "handlers/hello.ts": text }),
      /hello\.ts:1: does not compile: it has to export one thing, a function named handler\.$/,
      text,
    );
  }
});

test("a template that is longer than CloudFormation takes is refused with its size", async () => {
  const long = (bytes: number) => ({ "template.yaml": `${template}# ${"x".repeat(bytes)}\n` });
  const bytesOf = async (extra: number) =>
    Buffer.byteLength((await compileTemplate(stepWith(long(extra)))).body);
  const room = 51_200 - (await bytesOf(1)) + 1;
  assert.is(await bytesOf(room), 51_200);
  assert.match(
    await problemOf(long(room + 1)),
    /template\.yaml compiles to 51201 bytes, and CloudFormation takes at most 51200: shorten/,
  );
});

test.run();
