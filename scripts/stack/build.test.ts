import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Scalar } from "yaml";
import { temporaryFolder } from "../dev/testing/support.ts";
import { root } from "../shared/paths.ts";
import { stepIn } from "../shared/steps.ts";
import { writeBuild } from "./build.ts";
import { type PlanOptions, planStacks } from "./plan.ts";

const test = suite("build");

const course = temporaryFolder();
const step = stepIn(path.join(course, "steps", "99-build-test"));
const dist = path.join(root, "dist", step.name);
mkdirSync(step.folder, { recursive: true });
mkdirSync(path.join(course, "templates"));
writeFileSync(path.join(course, "templates", "store.yaml"), "Resources: {}\n");
writeFileSync(path.join(step.folder, "machine.asl.json"), '{ "Resource": "${Arn}", "Store": "${Store}" }');
writeFileSync(
  step.template,
  `Metadata: { Workshop: { Needs: { StoreStack: ../../templates/store.yaml } } }
Parameters: { StoreStack: { Type: String } }
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { FunctionName: !Sub "\${AWS::StackName}-f" } }
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: ./machine.asl.json
      DefinitionSubstitutions: { Arn: !GetAtt F.Arn, Store: !Ref StoreStack }
`,
);
test.after(() => rmSync(dist, { recursive: true, force: true }));

test("a step knows the names of the stacks that it needs", async () => {
  const { needed, own } = await planStacks(step, "ada");
  assert.equal(
    [...needed, own].map(({ name, parameters }) => ({ name, parameters })),
    [
      { name: "sfw-ada-store", parameters: {} },
      { name: "sfw-ada-99-build-test", parameters: { StoreStack: "sfw-ada-store" } },
    ],
  );
});

test("the step's own stack is the learner's, an earlier step's, or has the name that is given", async () => {
  const nameOf = async (options: PlanOptions) => (await planStacks(step, "ada", options)).own.name;
  const onto = { ...step, name: "98-earlier" };
  assert.is(await nameOf({}), "sfw-ada-99-build-test");
  assert.is(await nameOf({ onto }), "sfw-ada-98-earlier");
  assert.is(await nameOf({ onto, name: "mine" }), "mine");
});

test("the plan keeps the template as it is written, with the place of each line", async () => {
  const { own } = await planStacks(step, "ada");
  const zip = own.source.getIn(["Resources", "M", "Properties", "DefinitionString"], true) as Scalar;
  assert.is(zip.value, "./machine.asl.json");
  assert.equal(own.lines.linePos(zip.range?.[0] ?? 0), { line: 8, col: 25 });
  assert.not.match(own.body, "./machine.asl.json");
});

test("dist holds the templates, and the definitions filled for the stack; older files are gone", async () => {
  mkdirSync(dist, { recursive: true });
  writeFileSync(path.join(dist, "left-over.asl.json"), "");
  const place = { account: "123456789012", region: "eu-west-1" };
  const plan = await planStacks(step, "ada");
  const files = await writeBuild(step, plan, place);
  const read = (name: string) => readFileSync(path.join(dist, name), "utf8");
  assert.equal(
    files,
    ["store.yaml", "template.yaml", "machine.asl.json"].map(name => ({
      file: `dist/99-build-test/${name}`,
      bytes: Buffer.byteLength(read(name)),
    })),
  );
  assert.is(read("template.yaml"), plan.own.body);
  assert.equal(JSON.parse(read("machine.asl.json")), {
    Resource: "arn:aws:lambda:eu-west-1:123456789012:function:sfw-ada-99-build-test-f",
    Store: "sfw-ada-store",
  });
  assert.throws(() => read("left-over.asl.json"), "ENOENT");
});

test.run();
