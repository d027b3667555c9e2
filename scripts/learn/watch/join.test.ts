import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { learnersCourse } from "../../dev/testing/learners-course.ts";
import { answersBeyondLoopback } from "../../dev/testing/loopback.ts";
import { errorOf, eventually } from "../../dev/testing/support.ts";
import type { Message } from "./messages.ts";
import type { Session } from "./session.ts";

// Several views of one session. The files have a mistake at all times, so that nothing is deployed.

const test = suite("join");

const course = learnersCourse();
const home = path.join(course.folder, ".local");
Object.assign(process.env, { WORKSHOP_HOME: home, WORKSHOP_LEARNER: "lea", WORKSHOP_TARGET: "local" });
/** A module of the copy, which takes the copy's my-work for the learner's. */
const ours = (file: string) => import(pathToFileURL(path.join(course.folder, "scripts", file)).href);
const { joinSession }: typeof import("./join.ts") = await ours("learn/watch/join.ts");
const { begin }: typeof import("../begin.ts") = await ours("learn/begin.ts");
const { chooseStepOrChallenge, findSteps }: typeof import("../../shared/steps.ts") =
  await ours("shared/steps.ts");

const steps = await findSteps();
const starter = chooseStepOrChallenge(steps, "01");
await begin(starter, steps, {});
const whose = { learner: "lea", values: { target: undefined } };
const file = (ending: string) => path.join(home, "learn", `01-starter.watch.${ending}`);
let saves = 0;
/** Saves the template with a mistake that no save before it had. */
const save = () => course.save("01-starter/template.yaml", `Resources: { Saved${++saves}: 5 }\n`);
save();

/** A view, with what it is told from now on. */
async function view(mayOpen = true) {
  const session: Session = await joinSession(whose, starter, mayOpen);
  const told: Message[] = [];
  session.subscribe(message => void told.push(message));
  const hears = (words: string) => eventually(() => JSON.stringify(told).includes(words));
  return { session, told, hears };
}

const first = await view();
let second: Awaited<ReturnType<typeof view>>; // from the second test on

test("the first view opens the session, and has the step checked", async () => {
  await eventually(() => first.session.standing().trouble !== undefined);
  assert.is(readFileSync(file("lock"), "utf8"), String(process.pid));
});

test("the second one sees how it stands, and both are told the same from then on", async () => {
  second = await view();
  assert.equal(second.session.standing(), first.session.standing());
  assert.ok(second.session.standing().trouble);
  save();
  await Promise.all([first.hears(`Saved${saves}`), second.hears(`Saved${saves}`)]);
  assert.equal(second.told, first.told.slice(-second.told.length));
});

test("what one view asks for, both see", async () => {
  await second.session.hint();
  await Promise.all([
    first.hears("has not been checked here yet"),
    second.hears("has not been checked here yet"),
  ]);
  first.told.length = 0;
  await second.session.check({ afresh: true });
  await first.hears("problems");
});

test("another learner's, and the challenge on the same stack, are refused", async () => {
  const sentence =
    "01-starter is open in another terminal or browser tab, with other options or as its challenge";
  for (const refused of [
    () => joinSession({ ...whose, learner: "bob" }, starter),
    () => joinSession({ ...whose, values: { region: "eu-west-1" } }, starter),
    () => joinSession(whose, chooseStepOrChallenge(steps, "01-challenge")),
  ]) {
    const error = await errorOf(Error, refused);
    assert.match(error.message, sentence);
    assert.is((error as { exitCode?: number }).exitCode, 2);
  }
});

test("only who can read the learner's files gets in, on this machine", async () => {
  const { port } = JSON.parse(readFileSync(file("json"), "utf8"));
  if (process.platform !== "win32") assert.is(statSync(file("json")).mode & 0o077, 0);
  assert.equal(await answersBeyondLoopback(port), []);
  for (const line of ['{"secret":"x","wish":{}}', '{"hint":true}', "GET / HTTP/1.1", ""]) {
    const socket = connect(port, "127.0.0.1");
    socket.end(`${line}\n`);
    assert.is(await text(socket), "", line);
  }
  save();
  await second.hears(`Saved${saves}`);
});

test("when the first one leaves, the second one goes on, and a third one can only look", async () => {
  await first.session.close();
  await eventually(() => existsSync(file("json")));
  const third = await view(false);
  await eventually(() => third.session.standing().trouble !== undefined);
  save();
  await Promise.all([second.hears(`Saved${saves}`), third.hears(`Saved${saves}`)]);
  await second.session.close();
  await eventually(() => !existsSync(file("lock")));
  assert.not(existsSync(file("json")));
  await third.session.check();
  await third.hears("Nothing checks 01-starter at the moment");
  assert.not(existsSync(file("lock")));
  await third.session.close();
});

test("an opener that does not answer, and one that has died", async () => {
  writeFileSync(file("lock"), "999999999");
  const view = await joinSession(whose, starter);
  await view.close();
  assert.not(existsSync(file("lock")));
});

test.after(async () => {
  await first.session.close();
  await second?.session.close();
});

test.run();
