import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { SFNClient, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { freePort } from "../../machine/port.ts";
import { findSteps } from "../../shared/steps.ts";
import { describeStack } from "../../stack/stack.ts";
import { localTarget } from "../../targets/index.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { eventually, runNode, startNode, temporaryFolder } from "../testing/support.ts";

// The command as a person uses it: with an endpoint of their own, so that nothing is started.

const emulator = await ownEmulator();
const target = localTarget(emulator.endpoint);
const home = temporaryFolder();
const env = {
  AWS_ENDPOINT_URL: emulator.endpoint,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_CONFIG_FILE: path.join(home, "config"),
  AWS_SHARED_CREDENTIALS_FILE: path.join(home, "credentials"),
  AWS_EC2_METADATA_DISABLED: "true",
  WORKSHOP_HOME: home,
  WORKSHOP_LEARNER: "ada",
  WORKSHOP_TARGET: "",
};

const step = async (args: string[], variables: NodeJS.ProcessEnv = {}) => {
  const result = await runNode(["scripts/step.ts", ...args], { ...env, ...variables });
  assert.not.match(result.stderr, /^ {4}at /m, "no stack trace");
  return result;
};

/** Runs the command until its output holds a text, then presses Ctrl-C. Returns how it ended, and how fast. */
async function interrupt(args: string[], shown: string) {
  const child: ChildProcess = startNode(["scripts/step.ts", ...args], env);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", chunk => (output += chunk));
  await eventually(() => output.includes(shown) || child.exitCode !== null);
  const pressed = Date.now();
  child.kill("SIGINT");
  const [code] = await once(child, "close");
  return { code, output, tookMs: Date.now() - pressed };
}

const valid = `Choose from ${(await findSteps()).map(({ name }) => name).join(", ")} (the number is enough), or all.`;

// The life of one stack takes as long as its Wait states: it goes on beside the other tests.
const life = liveOfOneStack().then(
  () => undefined,
  error => error as Error,
);

const test = suite("step");
test.after(() => emulator.stop());

const wrong: [string[], string][] = [
  [[], `Which step? ${valid}`],
  [["1", "99"], `There is no step "99". ${valid}`],
  [
    ["1", "--input", "[1]"],
    `--input is not a JSON object. Write it like this: --input '{"searchText":"serverless"}'`,
  ],
  [["1", "--destroy", "--fresh"], "--destroy and --fresh exclude each other: choose one."],
  [["all", "--challenge"], "--challenge goes with one step: 01 --challenge."],
  [["1", "4", "--challenge"], "--challenge goes with one step: 01 --challenge."],
  [["5", "--challenge", "--onto", "4"], "A challenge has its step's stack: leave out --onto."],
  [
    ["1", "--no-deploy", "--learner", "nobody"],
    "There is no stack sfw-nobody-01-starter to verify: deploy the step first (without --no-deploy).",
  ],
];

for (const [args, sentence] of wrong) {
  test(`wrong usage is one sentence: ${args.join(" ") || "no step"}`, async () => {
    const { code, stderr } = await step([...args, "--json"]);
    assert.equal([code, stderr], [2, `${sentence}\n`]);
  });
}

test("it ends quietly when nobody reads its output any more", async () => {
  const child = startNode(["scripts/step.ts", "1", "--learner", "reader"], env);
  let stderr = "";
  child.stderr?.on("data", chunk => (stderr += chunk));
  child.stdout?.once("data", () => child.stdout?.destroy());
  const [code] = await once(child, "close");
  assert.equal([code, stderr], [141, ""]);
});

test("--json says why a step could not be verified, in the order of the steps", async () => {
  const { code, stdout, stderr } = await step(["1", "4", "--no-deploy", "--json", "--learner", "nobody"]);
  assert.is(code, 2);
  const reason = (name: string) =>
    `There is no stack sfw-nobody-${name} to verify: deploy the step first (without --no-deploy).`;
  const [first, second] = ["01-starter", "04-tweetbot"] as const;
  assert.equal(JSON.parse(stdout), [
    { step: first, passed: false, error: reason(first) },
    { step: second, passed: false, error: reason(second) },
  ]);
  assert.is(stderr, `${reason(first)}\n${reason(second)}\n`);
});

test("several steps run side by side and say whose line it is; one step runs plainly", async () => {
  const [several, one] = await Promise.all([
    step(["4", "1", "--destroy", "--learner", "nobody"]),
    step(["1", "--destroy", "--learner", "nobody"]),
  ]);
  assert.match(several.stdout, "\n01 │ There is no stack sfw-nobody-01-starter.\n");
  assert.match(several.stdout, "\n04 │ There is no stack sfw-nobody-04-tweetbot.\n");
  assert.match(one.stdout, "\nThere is no stack sfw-nobody-01-starter.\n");
  assert.equal([several.code, one.code], [0, 0]);
});

test("a name is kept for terminals that do not know it, and in CI it is not", async () => {
  const destroy = async (variables: NodeJS.ProcessEnv) =>
    await step(["1", "--destroy"], { WORKSHOP_HOME: temporary, CI: "", GITHUB_ACTIONS: "", ...variables });
  const temporary = temporaryFolder();
  const said = [
    await destroy({ WORKSHOP_LEARNER: "bob" }),
    await destroy({ WORKSHOP_LEARNER: "ci-1-1", GITHUB_ACTIONS: "true" }),
    await destroy({ WORKSHOP_LEARNER: "" }),
    await destroy({ WORKSHOP_LEARNER: "eve" }),
  ];
  assert.equal(
    said.map(({ stdout }) => /There is no stack sfw-(.*)-01-starter/.exec(stdout)?.[1]),
    ["bob", "ci-1-1", "bob", "eve"],
  );
  assert.equal(
    said.map(({ stderr }) => stderr.split(";")[0]),
    ["", "", "", "From now on you are eve. What bob has deployed stays up"],
  );
});

test("a challenge has the stack of its step", async () => {
  const { code, stdout } = await step(["1", "--challenge", "--destroy", "--learner", "nobody"]);
  assert.match(stdout, "\nThere is no stack sfw-nobody-01-starter.\n");
  assert.is(code, 0);
});

test("an unknown option is answered with those that there are", async () => {
  const { code, stdout, stderr } = await step(["1", "--forse"]);
  assert.equal([code, stdout], [2, ""]);
  assert.match(stderr, /^Unknown option '--forse'; the options are --help, .*--destroy, .*--json\.\n$/);
});

test("--help says everything that there is", async () => {
  const { code, stdout, stderr } = await step(["--help"]);
  assert.equal([code, stderr], [0, ""]);
  const [, names = ""] = /the options are (.*)\.\n/.exec((await step(["--x"])).stderr) ?? [];
  for (const name of names.split(", ")) assert.match(stdout, `  ${name} `);
});

test("an endpoint where nobody answers is a sentence, soon", async () => {
  const port = await freePort();
  const started = Date.now();
  const { code, stderr } = await step(["1"], { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
  assert.is(code, 3);
  assert.match(
    stderr,
    new RegExp(`^The target, the endpoint http://127\\.0\\.0\\.1:${port} .* nothing answers there: .*\\n$`),
  );
  assert.ok(Date.now() - started < 30_000);
});

test("AWS without credentials or a region is a sentence", async () => {
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  const [credentials, region] = await Promise.all([
    step(["1", "--target", "aws"], none),
    step(["1", "--target", "aws"], { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }),
  ]);
  assert.is(credentials.code, 3);
  assert.match(credentials.stderr, /^The target, AWS at .* no AWS credentials were found: sign in .*\n$/);
  assert.is(region.code, 2);
  assert.match(region.stderr, /^No AWS region is set: add --region .*\n$/);
});

test("one stack: asked for, interrupted, taken up, verified, broken, destroyed", async () => {
  const error = await life;
  if (error) throw error;
});

test.run();

async function liveOfOneStack(): Promise<void> {
  const name = "sfw-ada-01-starter";

  const unasked = await step(["1", "--target", "aws"]);
  assert.is(unasked.code, 2);
  assert.is(
    unasked.stderr,
    "Deploy for the first time into account 000000000000, us-east-1? Add --yes to do so: there is no terminal to ask at.\n",
  );
  assert.match(unasked.stdout, "Account  000000000000 in us-east-1, as arn:aws:");
  assert.is(await describeStack(target, name), undefined);

  const deploying = await interrupt(["01", "--target", "aws", "--yes"], "Deploying stack");
  assert.is(deploying.code, 130);
  assert.ok(deploying.tookMs < 2000, `${deploying.tookMs} ms`);
  assert.match(deploying.output, "go on with: npm run step -- 01 --target aws\n");
  assert.match(deploying.output, "take it down: npm run step -- 01 --target aws --destroy\n");

  const verifying = await interrupt(["01", "--fresh"], "→ Wait Before");
  assert.is(verifying.code, 130);
  assert.ok(verifying.tookMs < 2000, `${verifying.tookMs} ms`);
  assert.match(verifying.output, "go on with: npm run step -- 01\n");

  const taken = await step(["01-starter", "--json"]);
  assert.equal([taken.code, taken.stderr], [0, ""]);
  const [outcome] = JSON.parse(taken.stdout);
  assert.equal([outcome.step, outcome.passed, outcome.stack.name], ["01-starter", true, name]);
  assert.is(outcome.executions[0].output.taskresult, "Hello 102 Class");
  assert.ok(outcome.checks.length > 5);

  // What somebody does in the console: a state machine that only greets. It must not pass.
  const stateMachineArn = outcome.stack.outputs.StateMachineArn;
  const definition = JSON.stringify({ StartAt: "Hello", States: { Hello: { Type: "Pass", End: true } } });
  await target.client(SFNClient).send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  const broken = await step(["1", "--no-deploy"]);
  assert.is(broken.code, 1);
  assert.match(broken.stdout, "✗ The states run in order: Wait Before, Hello, Wait After\n");
  assert.match(broken.stdout, /hint {6}.* See docs\/01-starter\.md#/);
  assert.match(broken.stdout, /Step 01-starter: 7 of 11 checks failed\./);

  const destroyed = await step(["1", "--destroy"]);
  assert.is(destroyed.code, 0);
  assert.match(destroyed.stdout, `  Stack ${name} is gone.\n`);
  assert.is(await describeStack(target, name), undefined);
  const again = await step(["1", "--destroy"]);
  assert.is(again.code, 0);
  assert.match(again.stdout, `There is no stack ${name}.\n`);
}
