import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../dev/testing/support.ts";
import { root } from "../shared/paths.ts";
import { stepIn } from "../shared/steps.ts";
import { writeBuild } from "./build.ts";
import { planStacks } from "./plan.ts";

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

test("the stacks that a step needs come first, and the step knows their names", async () => {
  const stacks = await planStacks(step, "ada");
  assert.equal(
    stacks.map(({ name, parameters }) => ({ name, parameters })),
    [
      { name: "sfw-ada-store", parameters: {} },
      { name: "sfw-ada-99-build-test", parameters: { StoreStack: "sfw-ada-store" } },
    ],
  );
  const [, onto] = await planStacks(step, "ada", "sfw-ada-98-earlier");
  assert.is(onto?.name, "sfw-ada-98-earlier");
});

test("dist holds the templates, and the definitions filled for the stack; older files are gone", async () => {
  mkdirSync(dist, { recursive: true });
  writeFileSync(path.join(dist, "left-over.asl.json"), "");
  const place = { account: "123456789012", region: "eu-west-1" };
  const stacks = await planStacks(step, "ada");
  const files = await writeBuild(step, stacks, place);
  const read = (name: string) => readFileSync(path.join(dist, name), "utf8");
  assert.equal(
    files,
    ["store.yaml", "template.yaml", "machine.asl.json"].map(name => ({
      file: `dist/99-build-test/${name}`,
      bytes: Buffer.byteLength(read(name)),
    })),
  );
  assert.is(read("template.yaml"), stacks[1]?.compiled.body);
  assert.equal(JSON.parse(read("machine.asl.json")), {
    Resource: "arn:aws:lambda:eu-west-1:123456789012:function:sfw-ada-99-build-test-f",
    Store: "sfw-ada-store",
  });
  assert.throws(() => read("left-over.asl.json"), "ENOENT");
});

test.run();
