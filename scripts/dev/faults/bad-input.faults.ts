import { availableParallelism } from "node:os";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inParallel } from "../../machine/parallel.ts";
import { findSteps, type Step } from "../../shared/steps.ts";
import { planStacks } from "../../stack/plan.ts";
import { type BrokenVariant, replace } from "../../verify/broken-variant.ts";
import { breakStep } from "../testing/break-step.ts";
import { runNode, temporaryFolder } from "../testing/support.ts";
import { badInputs } from "./bad-input.ts";

// What is wrong is said in one sentence with the exit code that goes with it, and without a stack trace.

const test = suite("bad input");

const home = temporaryFolder();
const [starter] = (await findSteps()) as [Step];

/** The shell's own settings are left out; what starts anything would do so apart from this clone's emulator. */
const clean = {
  HOME: home,
  USERPROFILE: home,
  WORKSHOP_HOME: home,
  WORKSHOP_TARGET: "",
  AWS_ENDPOINT_URL: "",
  AWS_ACCESS_KEY_ID: "",
  AWS_DEFAULT_REGION: "",
};

const outcomes = await inParallel(badInputs, availableParallelism() + 1, ({ command, args, env }) =>
  runNode([command, ...args], { ...clean, ...env }),
);

for (const [index, input] of badInputs.entries()) {
  const variables = Object.entries(input.env ?? {}).map(([name, value]) => `${name}=${value} `);
  test(`${variables.join("")}${input.command} ${input.args.map(arg => JSON.stringify(arg)).join(" ")}`, () => {
    const outcome = outcomes[index];
    assert.match(outcome?.stderr ?? "", input.says);
    assert.is(outcome?.code, input.exitCode);
    assert.match(outcome?.stderr ?? "", /^[^\n]+\n$/, "one line");
    assert.not.match(outcome?.stderr ?? "", /\n\s+at |Error \[|node:internal/);
  });
}

const missing = (file: string) => `steps/01-starter/${file}`;
const badFiles: [edit: BrokenVariant["edit"], says: string][] = [
  [{ "template.yaml": replace("./handlers/hello.ts", "./handlers/hallo.ts") }, missing("handlers/hallo.ts")],
  [{ "template.yaml": replace("./starter.asl.json", "./start.asl.json") }, missing("start.asl.json")],
  [{ "template.yaml": replace("Resources:", "Resources: [") }, "not valid YAML: "],
  [{ "template.yaml": replace("Resources:", "\tResources:") }, "not valid YAML: "],
  [{ "starter.asl.json": replace('"States": {', '"States": ') }, "starter.asl.json is not valid JSON"],
  [{ "starter.asl.json": () => "" }, "starter.asl.json is not valid JSON"],
  [{ "handlers/hello.ts": replace("return", "retrun") }, "handlers/hello.ts:3: does not compile"],
  [{ "handlers/hello.ts": replace("handler", "greeter") }, "a function named handler"],
  [{ "handlers/hello.ts": text => `import "../../faults/nowhere.ts";\n${text}` }, "Could not resolve"],
  [
    { "handlers/hello.ts": replace("Hello 102 Class", "x".repeat(60_000)) },
    "CloudFormation takes at most 51200",
  ],
];

for (const [index, [edit, says]] of badFiles.entries()) {
  const [file] = Object.keys(edit);
  test(`a broken ${file} (${index + 1}): ${says}`, async () => {
    const broken = await breakStep(starter, { mistake: `file ${index + 1}`, edit, fails: [] });
    const error = await planStacks(broken.step, "nobody")
      .then(() => new Error("it was taken"))
      .catch(error => error);
    await broken.remove();
    assert.is(error.name, "UserError", error.message);
    assert.is(error.exitCode, 2);
    assert.match(error.message.replaceAll("\\", "/"), says);
  });
}

test("these are at least 60", () => assert.ok(badInputs.length + badFiles.length >= 60));

test.run();
