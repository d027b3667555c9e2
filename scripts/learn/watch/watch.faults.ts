import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../../dev/testing/emulator.ts";
import { type LearnersCourse, learnersCourse, onlyHello } from "../../dev/testing/learners-course.ts";
import { eventually, runNode } from "../../dev/testing/support.ts";
import { openTerminal, type Terminal } from "../../dev/testing/terminal.ts";

// Watching in a real pseudo-terminal, with all that may happen while a learner works. Not on Windows, which has none.

const test = suite("watch in a terminal");

const emulator = await ownEmulator();

async function open(course: LearnersCourse, size = {}, ...words: string[]): Promise<Terminal> {
  const env = { ...course.env(emulator), NO_COLOR: "1" };
  return await openTerminal([path.join(course.folder, "scripts", "learn.ts"), ...words], env, {
    ...size,
    cwd: course.folder, // as npm does: TypeScript's settings are there
  });
}

/** The processes whose command names this course's folder: what a watch has started, and itself. */
function processesOf({ folder }: LearnersCourse): string[] {
  return execFileSync("ps", ["-eo", "pid,args"])
    .toString()
    .split("\n")
    .filter(line => line.includes(folder));
}

const at = ({ folder }: LearnersCourse, ...names: string[]) => path.join(folder, "my-work", ...names);

const red = /Save a file in my-work\/01-starter, and it is checked again\./;

test("red, a static error, the solution, the next step: all by saving files and pressing keys", async () => {
  const course = learnersCourse();
  const terminal = await open(course);
  await terminal.sees(red);

  terminal.press("h");
  await terminal.sees(/\(hint 1 of 3\)/);
  terminal.press("hh");
  await terminal.sees(/Edit my-work\/01-starter\/starter\.asl\.json/);
  terminal.press("d");
  await terminal.sees(/this shows the solution\. Show it\? y\/n/);
  terminal.press("x");
  await terminal.sees(/The solution stays hidden\./);
  terminal.press("d");
  await terminal.sees(/Show it\? y\/n/);
  terminal.press("y");
  await terminal.sees(/missing {3}States\.Wait Before/);
  terminal.press("l");
  await terminal.sees(/… 01-starter +begun/);
  terminal.press("o");
  await terminal.sees(/The page is http:\/\/127\.0\.0\.1:\d+\/lessons\/01-starter#[\w-]{32}/);

  course.save("01-starter/starter.asl.json", "{");
  await terminal.sees(/starter\.asl\.json:1: not valid JSON[\s\S]*Nothing was deployed\. Mend it and save\./);
  course.save("01-starter/template.yaml", "");
  await terminal.sees(/my-work\/01-starter\/template\.yaml/);
  course.save("01-starter/handlers/hello.ts", "export const handler = () => greeting;\n");
  course.solve("01-starter", "template.yaml", "starter.asl.json");
  await terminal.sees(/my-work\/01-starter\/handlers\/hello\.ts:1: Cannot find name 'greeting'/);
  course.solve("01-starter");
  const drawn = await terminal.sees(/★ 01-starter is done/);
  assert.match(drawn, "Replacing the definition of StateMachine");
  assert.not.match(drawn, "Deploying stack");

  terminal.press("r");
  await terminal.sees(/Deploying stack/);
  await terminal.sees(/Wait Before\n/);
  terminal.press("n");
  await terminal.sees(/02-api/);
  terminal.press("q");
  const { isSane } = await terminal.end();
  assert.ok(isSane);
  assert.equal(processesOf(course), []);
});

test("a save overtakes the run that goes on, and the last one counts", async () => {
  const course = learnersCourse();
  const terminal = await open(course);
  await terminal.sees(red);
  course.solve("01-starter");
  await terminal.sees(/Starter: Wait Before/);
  course.save("01-starter/starter.asl.json", onlyHello);
  const drawn = await terminal.sees(red, 30_000);
  assert.not.match(drawn, /is done/);
  assert.ok(processesOf(course).filter(line => line.includes("judge-process")).length <= 1, "the next one's");
  terminal.press("q");
  await terminal.end();
});

test("what happens to the folder is told in a sentence, and the watch goes on", async () => {
  const course = learnersCourse();
  const terminal = await open(course);
  await terminal.sees(red);

  rmSync(at(course, "01-starter", "template.yaml"));
  mkdirSync(at(course, "01-starter", "template.yaml"));
  await terminal.sees(/my-work\/01-starter\/template\.yaml can't be read/);
  rmSync(at(course, "01-starter", "template.yaml"), { recursive: true });

  renameSync(at(course), `${at(course)}-away`);
  await terminal.sees(/my-work\/01-starter is gone: put it back, or quit/);
  renameSync(`${at(course)}-away`, at(course));
  course.solve("01-starter");
  await terminal.sees(/★ 01-starter is done/);

  rmSync(at(course), { recursive: true });
  await terminal.sees(/my-work\/01-starter is gone: put it back, or quit/);
  mkdirSync(at(course, "01-starter"), { recursive: true });
  writeFileSync(at(course, "progress.json"), "<<<<<<< HEAD");
  terminal.press("l");
  await terminal.sees(/my-work\/progress\.json can't be read/);
  terminal.press("q");
  assert.is((await terminal.end()).code, 0);
  assert.equal(readdirSync(at(course)).sort(), ["01-starter", "progress.json"]);
});

test("half a file is never looked at, however it is saved", async () => {
  const course = learnersCourse();
  const terminal = await open(course);
  await terminal.sees(red);
  for (const version of ["first", "second"]) {
    const whole = onlyHello.replace("{", `{ "Comment": "${version}",`);
    for (const text of [whole.slice(0, 30), "", whole.slice(0, 60), whole]) {
      course.save("01-starter/starter.asl.json", text);
      await sleep(12);
    }
    assert.not.match(await terminal.sees(red), "not valid JSON");
  }
  terminal.press("q");
  await terminal.end();
});

test("a machine with another name, and the solution of another step, are judged like anything else", async () => {
  const course = learnersCourse();
  const terminal = await open(course);
  await terminal.sees(red);
  const template = readFileSync(at(course, "01-starter", "template.yaml"), "utf8");
  const renamed = template.replace("StateMachineName: !Ref AWS::StackName", "StateMachineName: mine");
  course.save("01-starter/template.yaml", renamed);
  await terminal.sees(red);
  cpSync(path.join(course.folder, "steps", "04-tweetbot"), at(course, "01-starter"), { recursive: true });
  assert.match(await terminal.sees(red, 60_000), /✗ The states run in order/);
  terminal.press("q");
  assert.is((await terminal.end()).code, 0);
});

test("two watches of a step show one run; when the first one leaves, the second one goes on", async () => {
  const course = learnersCourse();
  const first = await open(course);
  await first.sees(/Checking/);
  const second = await open(course);
  await Promise.all([first.sees(red), second.sees(red)]);
  const judges = processesOf(course).filter(line => line.includes("judge-process"));
  assert.ok(judges.length <= 2, "of one session: the one that ran, and the one for the next run");
  second.press("h");
  await Promise.all([first.sees(/\(hint 1 of 3\)/), second.sees(/\(hint 1 of 3\)/)]);
  first.press("q");
  assert.is((await first.end()).code, 0);

  await sleep(1_000); // until the second one has noticed
  course.save("01-starter/starter.asl.json", "{");
  await second.sees(/not valid JSON/);
  second.press("q");
  assert.is((await second.end()).code, 0);
  assert.equal(processesOf(course), []);
});

test("a watch of a step's challenge leaves while the step is watched", async () => {
  const course = learnersCourse();
  const first = await open(course, {}, "01");
  await first.sees(/Checking/);
  const challenge = await open(course, {}, "01", "--challenge", "--yes");
  await challenge.sees(/01-starter is open in another terminal or browser tab/);
  assert.is((await challenge.end()).code, 2);
  first.press("q");
  assert.is((await first.end()).code, 0);
});

test("a finished step is not run again unless asked", async () => {
  const course = learnersCourse();
  const first = await open(course);
  await first.sees(red);
  course.solve("01-starter");
  await first.sees(/★ 01-starter is done/);
  first.press("q");
  await first.end();

  const second = await open(course, {}, "01");
  const drawn = await second.sees(/r checks it again\./);
  assert.match(drawn, /11 of 11 checks green/);
  await sleep(1_000);
  assert.not.match(second.raw(), "Checking");
  second.press("r");
  await second.sees(/Wait Before/);
  second.press("q");
  await second.end();
});

test("Ctrl-C at any moment leaves nothing running, and the terminal as it was", async () => {
  const course = learnersCourse();
  for (const afterMs of [0, 100, 300, 600, 900, 1_200, 2_000, 4_000]) {
    const terminal = await open(course, {}, "01");
    await sleep(afterMs);
    terminal.press("\x03");
    const { code, isSane } = await terminal.end();
    assert.is(code, 130, `after ${afterMs} ms: exit code ${code}`);
    assert.ok(isSane, `after ${afterMs} ms: the terminal is not as it was`);
    assert.equal(processesOf(course), [], `after ${afterMs} ms`);
  }
});

test("a watch that is killed leaves nothing running, and what it had half deployed is put right by the next check", async () => {
  const course = learnersCourse();
  const terminal = await open(course, {}, "01");
  await terminal.sees(red);
  course.solve("01-starter");
  course.save("01-starter/handlers/hello.ts", "export const handler = async () => 'Hello 101 Class';\n");
  await terminal.sees(/Replacing the (code|definition)/);
  const [watch] = processesOf(course).filter(
    line => /learn\.ts 01$/.test(line) && !/terminal\.py/.test(line),
  );
  process.kill(Number.parseInt(watch ?? "", 10), "SIGKILL");
  await terminal.end();
  await eventually(() => processesOf(course).length === 0);

  course.solve("01-starter");
  const env = { ...course.env(emulator), NO_COLOR: "1" };
  const { code, stdout } = await runNode([path.join(course.folder, "scripts/learn.ts"), "01", "--once"], env);
  assert.is(code, 0, stdout);
});

test("in 60 columns no line is longer, NO_COLOR means no colour, and a new size is drawn anew", async () => {
  const course = learnersCourse();
  const terminal = await open(course, { columns: 60, rows: 50 });
  const lines = (await terminal.sees(red)).split("\n");
  const tooLong = lines.filter(line => line.trimEnd().length > 60 && !/^(Account|Target|my-work)/.test(line));
  assert.equal(tooLong, []);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such
  assert.not.match(terminal.raw(), /\x1b\[[0-9;]*[1-9]m/);
  terminal.resize(120, 40);
  await terminal.sees(/01-starter {2}\d+ of 11 checks green/);
  terminal.press("q");
  assert.ok((await terminal.end()).isSane);
});

test.after(emulator.stop);

test.run();
