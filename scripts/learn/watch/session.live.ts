import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../../dev/testing/emulator.ts";
import { learnersCourse } from "../../dev/testing/learners-course.ts";
import { localTarget } from "../../targets/index.ts";
import type { LearnRequest } from "../options.ts";
import type { Message } from "./messages.ts";
import { todosIn } from "./standing.ts";

// A session on step 01, and all that a learner may do to the files meanwhile: one sentence for each, and nothing is lost.

const test = suite("session");

const emulator = await ownEmulator();
const course = learnersCourse();
Object.assign(process.env, course.env(emulator));
/** A module of the copy, which takes the copy's my-work for the learner's. */
const ours = (file: string) => import(pathToFileURL(path.join(course.folder, "scripts", file)).href);
const { openSession }: typeof import("./session.ts") = await ours("learn/watch/session.ts");
const { begin }: typeof import("../begin.ts") = await ours("learn/begin.ts");
const { findSteps }: typeof import("../../shared/steps.ts") = await ours("shared/steps.ts");

const steps = await findSteps();
const starter = steps.find(({ number }) => number === "01") as (typeof steps)[number];
await begin(starter, steps, {});
const request = { learner: "lea", values: {}, steps, repeated: [] } as unknown as LearnRequest;
const session = await openSession(request, starter);
let told: Message[] = [];
session.subscribe(message => void told.push(message));

const work = path.join(course.folder, "my-work", "01-starter");
const at = (file: string) => path.join(work, file);
const read = (file: string) => readFileSync(at(file), "utf8");
const write = (file: string, text: string) => writeFileSync(at(file), text);
const change = (file: string, from: string | RegExp, to: string) => {
  const text = read(file);
  assert.ok(text.match(from), `${from} is not in ${file}`);
  write(file, text.replace(from, to));
};

/** Waits until something of this kind is told; returns what was told until then. */
async function untilTold(...kinds: Message["kind"][]): Promise<Message[]> {
  for (const limit = Date.now() + 30_000; Date.now() < limit; await sleep(10)) {
    if (told.some(({ kind }) => kinds.includes(kind))) return told;
  }
  throw new Error(`It never told ${kinds.join(" or ")}: ${JSON.stringify(told)}`);
}

const kept = path.join(course.folder, "kept");
/** Puts the learner's files back as they were, at once. */
function restore(): void {
  rmSync(path.join(course.folder, "my-work"), { recursive: true, force: true });
  cpSync(kept, path.join(course.folder, "my-work"), { recursive: true });
}

const texts = (messages: Message[]) =>
  messages.flatMap(message => (message.kind === "doing" ? [message.text] : []));

test("the first run deploys all of it, with CloudFormation", async () => {
  cpSync(path.join(course.folder, "my-work"), kept, { recursive: true });
  assert.is(todosIn(session.standing()).filter(({ result }) => result).length, 0);
  await session.check();
  const messages = await untilTold("end", "failure");
  assert.is(messages.at(0)?.kind, "begin");
  assert.equal(messages.at(-1), { kind: "end", passed: false });
  assert.ok(texts(messages).includes("Deploying stack sfw-lea-01-starter"), texts(messages).join("\n"));
  const checks = messages.flatMap(message => (message.kind === "check" ? [message.result.name] : []));
  assert.equal(checks.sort(), todosIn(session.standing()).map(({ name }) => name).sort()); // biome-ignore format: short
});

for (const [what, file, from, to] of [
  ["code of HelloFunction", "handlers/hello.ts", "Hello 102 Class", "Hello you"],
  ["definition of StateMachine", "starter.asl.json", '"StartAt"', '"Comment": "new", "StartAt"'],
] as const) {
  test(`a change of the ${what} is deployed alone`, async () => {
    told = [];
    change(file, from, to);
    const messages = await untilTold("end", "failure");
    const said = texts(messages).filter(text => /Deploying|Replacing/.test(text));
    assert.equal(said, [`Replacing the ${what}`]);
    assert.is(messages.at(-1)?.kind, "end");
  });
}

test("a change of what the steps share is deployed where the learner's code imports it", async () => {
  write("handlers/hello.ts", `export { handler } from "../../../lambdas/hello.ts";\n`);
  told = [];
  await untilTold("end", "failure");
  told = [];
  const shared = path.join(course.folder, "lambdas", "hello.ts");
  writeFileSync(shared, readFileSync(shared, "utf8").replace("102", "103"));
  const messages = await untilTold("end", "failure");
  assert.ok(texts(messages).includes("Replacing the code of HelloFunction"), texts(messages).join("\n"));
});

test("a save ends the executions of the run that it overtakes", async () => {
  const waiting = (text: string) => {
    const States = { Hello: { Type: "Wait", Seconds: 60, End: true } };
    write("starter.asl.json", JSON.stringify({ Comment: text, StartAt: "Hello", States }));
    change("template.yaml", /\n {6}DefinitionSubstitutions:\n.*/, "");
  };
  told = [];
  waiting("first");
  await untilTold("execution", "problems", "failure");
  const [first] = told.flatMap(message => (message.kind === "execution" ? [message.execution.arn] : []));
  told = [];
  restore();
  await untilTold("execution", "problems", "failure");
  const sfn = localTarget(emulator.endpoint).client(SFNClient);
  const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn: first }));
  assert.is(status, "ABORTED");
  await untilTold("end", "failure");
});

const here = "my-work/01-starter";
/** What happens to the files, and the sentences that are told. */
const mistakes: [happening: string, change: () => void, ...told: string[]][] = [
  [
    "an empty template",
    () => write("template.yaml", ""),
    `${here}/template.yaml:1: "Resources" is missing: a template needs it.`,
  ],
  [
    "a mistake in YAML",
    () => change("template.yaml", "Resources:", "Resources: ]"),
    `${here}/template.yaml:4: not valid YAML: Unexpected flow-seq-end token in YAML stream: "]".`,
  ],
  [
    "a mistake in JSON",
    () => change("starter.asl.json", /"Type": .*/, '"Type": "Task'),
    `${here}/starter.asl.json:5: not valid JSON: a text without its closing quote.`,
  ],
  [
    "a mistake in the notation of TypeScript",
    () => change("handlers/hello.ts", "return", "retrun"),
    `${here}/handlers/hello.ts:3: Unknown keyword or identifier. Did you mean 'return'?`,
  ],
  [
    "mistakes in types",
    () => change("handlers/hello.ts", /return .*/, "const words = greeting();\n  return 102;"),
    `${here}/handlers/hello.ts:3: Cannot find name 'greeting'. Mend its spelling, declare it, or import it.`,
    `${here}/handlers/hello.ts:4: Type 'number' is not assignable to type 'string'. Give it what its type asks for.`,
  ],
  [
    "an import that leads nowhere",
    () =>
      write("handlers/hello.ts", `import { greet } from "./greet.ts";\n\nexport const handler = greet;\n`),
    `${here}/handlers/hello.ts:1: Cannot find module './greet.ts' or its corresponding type declarations. ` +
      "A path begins at the folder of this file: ../../../lambdas/ for what the steps share.",
  ],
  [
    "a handler that is deleted",
    () => rmSync(at("handlers/hello.ts")),
    `${here}/handlers/hello.ts, which ${here}/template.yaml names, can't be read: check the name and that the file is there.`,
  ],
  [
    "a folder in the place of the definition",
    () => {
      rmSync(at("starter.asl.json"));
      mkdirSync(at("starter.asl.json"));
    },
    `${here}/starter.asl.json, which ${here}/template.yaml names, can't be read: check the name and that the file is there.`,
  ],
  [
    "a machine with another logical id",
    () => {
      change("template.yaml", "  StateMachine:\n", "  Machine:\n");
      change("template.yaml", "!Ref StateMachine\n", "!Ref Machine\n");
    },
    `${here}/template.yaml has no state machine with the logical id StateMachine and a DefinitionString that names a file, such as ./starter.asl.json: add it.`,
  ],
  [
    "an input that is no object",
    () => write("input.json", "[]"),
    `${here}/input.json:1: the execution's input has to be a JSON object.`,
  ],
  [
    "my-work that is moved away",
    () => renameSync(path.join(course.folder, "my-work"), path.join(course.folder, "away")),
    `${here} is gone: put it back, or quit and begin it anew with npm run learn -- 01`,
  ],
];

for (const [happening, happen, ...sentences] of mistakes) {
  test(`${happening}: nothing is deployed, and the words say why`, async () => {
    told = [];
    restore(); // what was wrong before, and what is now, are one change
    happen();
    assert.equal(await untilTold("problems", "begin", "failure"), [{ kind: "problems", lines: sentences }]);
  });
}

test("once it is closed, nothing is told any more", async () => {
  await session.close();
  restore();
  told = [];
  write("template.yaml", "");
  await sleep(400);
  assert.equal(told, []);
});

test.after(async () => {
  await session.close();
  await emulator.stop();
});

test.run();
