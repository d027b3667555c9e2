import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../dev/testing/support.ts";
import { learnerOf } from "./learner.ts";

const test = suite("learner");

/** A machine where commands are run one after the other; each returns whose stacks it is about, and what it said. */
function machine(user = "ana") {
  const home = temporaryFolder();
  return {
    home,
    run(option?: string, env: NodeJS.ProcessEnv = {}) {
      const said: string[] = [];
      return [learnerOf(option, line => void said.push(line), { home, env, user }), ...said];
    },
  };
}

test("without a name it is the user of this computer, who stays the same", () => {
  const { home, run } = machine("Ana Lovelace");
  const [name = ""] = run();
  assert.match(name, /^ana-lovelace-[0-9a-f]{6}$/);
  assert.equal(run(), [name]);
  assert.is(readFileSync(path.join(home, "learner"), "utf8"), `${name}\n`);
});

test("a name in WORKSHOP_LEARNER is kept for terminals that do not have it", () => {
  const { run } = machine();
  assert.equal(run(undefined, { WORKSHOP_LEARNER: "Ada" }), ["ada"]);
  assert.equal(run(), ["ada"]);
  assert.equal(run(undefined, { WORKSHOP_LEARNER: "" }), ["ada"]);
});

test("who gets another name is told what becomes of the stacks under the old one", () => {
  const { run } = machine();
  run();
  const ada = { WORKSHOP_LEARNER: "ada" };
  assert.equal(run(undefined, ada), [
    "ada",
    "From now on you are ada. What ana has deployed stays up; to take it down: npm run step -- all --destroy --learner ana",
  ]);
  assert.equal(run(undefined, ada), ["ada"]);
  assert.equal(run(), ["ada"]);
  assert.equal(run(undefined, { WORKSHOP_LEARNER: "bob" }).slice(0, 1), ["bob"]);
  assert.equal(run(), ["bob"]);
});

test("--learner is for one command: an instructor does not become the learner", () => {
  const { run } = machine();
  assert.equal(run("bob"), ["bob"]);
  assert.equal(run(), ["ana"]);
  assert.equal(run("bob", { WORKSHOP_LEARNER: "ada" }), ["bob"]);
  assert.equal(run(), ["ana"]);
});

test("a run in CI keeps no name, and changes none", () => {
  const { run } = machine();
  for (const ci of [{ CI: "true" }, { GITHUB_ACTIONS: "true" }])
    assert.equal(run(undefined, { WORKSHOP_LEARNER: "ci-1-1", ...ci }), ["ci-1-1"]);
  assert.equal(run(), ["ana"]);
});

test("a kept name that somebody has changed by hand is made safe, and an empty file is none", () => {
  const { home, run } = machine();
  writeFileSync(path.join(home, "learner"), " ../Ada \n");
  assert.match(run()[0] ?? "", /^ada-[0-9a-f]{6}$/);
  writeFileSync(path.join(home, "learner"), "\n");
  assert.equal(run(), ["ana"]);
});

test.run();
