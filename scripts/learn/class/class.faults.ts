import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { eventually, runNode, startNode, temporaryFolder } from "../../dev/testing/support.ts";
import { recordedChecks } from "../../shared/recorded-checks.ts";
import { findSteps, type Step } from "../../shared/steps.ts";
import { workOn } from "../work.ts";
import type { JudgedClone } from "./class-report.ts";
import { judgeApart } from "./judge-apart.ts";

// What others wrote, run on the instructor's machine: by the course's checks, apart from its credentials, to no one's harm.

const test = suite("class with live executions");

const [one] = (await findSteps()) as [Step];
const total = (await recordedChecks(one)).length;
const folder = temporaryFolder();
const seen = temporaryFolder();
// Where the judging processes put their folders: only those of this test.
const tmp = temporaryFolder();

/** Somebody's clone, with the solution of step 01, and files that are theirs. */
function clone(name: string, files: Record<string, string> = {}): Step {
  const work = path.join(folder, name, "my-work", "01-starter");
  for (const file of ["template.yaml", "starter.asl.json", "input.json", "handlers"])
    cpSync(path.join(one.folder, file), path.join(work, file), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name, file)), { recursive: true });
    writeFileSync(path.join(folder, name, file), text);
  }
  return workOn(one, path.join(folder, name, "my-work"));
}

const hello = "my-work/01-starter/handlers/hello.ts";
const marker = (name: string) => path.join(seen, name);
const marking = (name: string) =>
  `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(marker(name))}, "");\n`;

clone("ada");
clone("bob", {
  [hello]: 'export const handler = async () => "Hi";\n',
  "my-work/progress.json": JSON.stringify({
    "01-starter": { green: total, total, checkedAt: "", passed: { at: "", files: "" } },
  }),
  "scripts/learn.ts": marking("scripts"),
  "steps/01-starter/verify.ts": `${marking("verify")}export default async () => {};\n`,
});
clone("cyd", {
  [hello]: `import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
export async function handler() {
  const { pid } = spawn("sleep", ["600"], { stdio: "ignore" });
  writeFileSync(${JSON.stringify(marker("environment"))}, JSON.stringify({ pid, env: process.env }));
  return "Hello 102 Class";
}
`,
});
const endless = clone("dan", {
  "my-work/01-starter/starter.asl.json":
    '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.stop","IsPresent":true,"Next":"Z"}],"Default":"A"},"Z":{"Type":"Task","Resource":"${HelloFunctionArn}","End":true}}}',
});

const secrets = {
  AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
  AWS_SECRET_ACCESS_KEY: "not-theirs",
  AWS_PROFILE: "instructor",
  GITHUB_TOKEN: "not-theirs",
  HTTPS_PROXY: "http://ida:not-theirs@127.0.0.1:9",
  TMPDIR: tmp,
  TEMP: tmp,
  TMP: tmp,
};

const report = (...words: string[]) => ["scripts/learn.ts", "report", folder, ...words];

const folders = () => readdirSync(tmp).filter(name => name.startsWith("workshop-judge-"));

/** The processes that judge, by their command or by where they work. */
const judging = () =>
  execFileSync("ps", ["-eo", "pid,args"])
    .toString()
    .split("\n")
    .filter(line => line.includes(tmp) || line.includes("judge-work"));

const isAlive = (pid: number) => {
  try {
    return !/ Z/.test(execFileSync("ps", ["-o", "pid,stat", "-p", String(pid)]).toString());
  } catch {
    return false; // ps found none
  }
};

test("without a terminal, nothing is run unless --yes says so", async () => {
  const { code, stdout, stderr } = await runNode(report(), secrets);
  assert.equal([code, stdout], [2, ""]);
  assert.match(
    stderr,
    /^This runs what others wrote, .* Add --yes to do so: there is no terminal to ask at\.\n$/,
  );
});

test("each is judged by the course's own checks, apart from the credentials of whoever asks", async () => {
  writeFileSync(path.join(folder, "dan", "my-work", "01-starter", "template.yaml"), "Resources: [");
  const { code, stdout, stderr } = await runNode(report("--yes", "--json"), secrets);
  assert.is(code, 0, stderr);
  const clones = JSON.parse(stdout) as JudgedClone[];
  const found = Object.fromEntries(clones.map(({ clone, steps: [step] }) => [clone, step]));
  const step = "01-starter";
  const { problem, ...dan } = found.dan ?? {};
  assert.equal(found.ada, { step, passed: true, green: total, total });
  const firstRed = "Hello calls the function, which answers with the greeting";
  assert.equal(found.bob, { step, passed: false, green: total - 2, total, firstRed });
  assert.equal(found.cyd, { step, passed: true, green: total, total });
  assert.equal(dan, { step, passed: false, green: 0, total });
  assert.match(problem ?? "", /^my-work\/01-starter\/template\.yaml\b/);

  assert.equal(readdirSync(seen), ["environment"], "scripts and checks of a clone were run");
  const { pid, env } = JSON.parse(readFileSync(marker("environment"), "utf8"));
  assert.not.match(JSON.stringify(env), /not-theirs|AKIATEST|instructor/);
  assert.ok(env.HOME.startsWith(tmp), env.HOME);
  assert.not(isAlive(pid), "what a function has started goes on");
  assert.equal(judging(), []);
  assert.equal(folders(), []);
});

test("what does not end is ended, with all that it has started", async () => {
  cpSync(one.template, endless.template);
  const answer = await judgeApart(endless, 0.2);
  assert.equal(answer, { problem: "it was not done within 0.2 minutes" });
  assert.equal(judging(), []);
});

test("Ctrl-C leaves nothing behind", async () => {
  const child = startNode(report("--yes"), secrets);
  let stderr = "";
  child.stderr?.on("data", chunk => (stderr += chunk));
  const closed = once(child, "close");
  try {
    await eventually(() => folders().some(name => existsSync(path.join(tmp, name, "emulator"))), 60);
  } finally {
    child.kill("SIGINT");
  }
  const [code] = await closed;
  assert.is(code, 130);
  assert.match(stderr, /\nStopped\. Nothing is left running\.\n$/);
  await eventually(() => judging().length === 0);
  assert.equal(folders(), []);
});

test.run();
