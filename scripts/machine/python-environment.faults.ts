import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf, fakeProgram, runNode, script, temporaryFolder } from "../dev/testing/support.ts";
import { UserError } from "../shared/errors.ts";
import { miniStack } from "../targets/local/paths.ts";
import { preparePython } from "./python-environment.ts";

const test = suite("environment");
const path = process.env.PATH;

test.after.each(() => {
  process.env.PATH = path;
});

// Making an environment takes seconds, so that one serves all the questions.
const folder = join(temporaryFolder(), "venv");
const prepare = () => preparePython(folder, miniStack);

/** Without any Python on PATH, the attempt to make it again fails; a good environment would be taken as it is. */
async function isMadeAgain(): Promise<void> {
  process.env.PATH = "";
  assert.match((await errorOf(UserError, prepare)).message, "needs Python 3.10");
}

test("two processes that find it half made make it again, once", async () => {
  mkdirSync(join(folder, "lib"), { recursive: true });
  writeFileSync(join(folder, "lib", "left-over"), "");
  const code = `console.log(await preparePython(process.env.FOLDER, JSON.parse(process.env.CONTENTS), console.log));`;
  const make = () =>
    runNode(script("scripts/machine/python-environment.ts", "preparePython", code), {
      FOLDER: folder,
      CONTENTS: JSON.stringify(miniStack),
    });
  const runs = await Promise.all([make(), make()]);
  assert.equal(
    runs.map(run => run.stderr),
    ["", ""],
  );

  const lines = runs.flatMap(run => run.stdout.trim().split("\n"));
  assert.is(lines.length, 3, "one line of progress and two paths");
  assert.is(lines.filter(line => line.startsWith("Preparing the local target (first run")).length, 1);
  for (const python of lines.filter(line => !line.startsWith("Preparing")))
    assert.ok(existsSync(python), python);
  assert.not(existsSync(join(folder, "lib", "left-over")));
});

test("a complete one is taken as it is", async () => {
  process.env.PATH = "";
  assert.ok((await prepare()).startsWith(folder));
});

test("one made from other requirements is made again", async () => {
  const stamp = join(folder, "requirements.sha256");
  const current = readFileSync(stamp, "utf8");
  writeFileSync(stamp, "other");
  await isMadeAgain();
  writeFileSync(stamp, current);
  assert.ok(await prepare());
});

test("one that lost a package is made again", async () => {
  const locate = "import hypercorn, os; print(os.path.dirname(hypercorn.__file__))";
  const hypercorn = execFileSync(await prepare(), ["-c", locate], { encoding: "utf8" }).trim();
  renameSync(hypercorn, `${hypercorn}-away`);
  await isMadeAgain();
  renameSync(`${hypercorn}-away`, hypercorn);
});

test("one that lost its Python is made again", async () => {
  rmSync(await prepare());
  await isMadeAgain();
});

test("uv is preferred, and its failure is passed on", async () => {
  if (process.platform === "win32") return;
  const programs = temporaryFolder();
  fakeProgram(programs, "uv", `[ "$1" = --version ] || { echo "error: the index is down" >&2; exit 2; }`);
  process.env.PATH = `${programs}:${dirname(process.execPath)}:/usr/bin:/bin`;
  const { message, exitCode } = await errorOf(UserError, () =>
    preparePython(join(temporaryFolder(), "v"), miniStack),
  );
  assert.match(
    message,
    /^The local target could not be prepared: `uv venv .*` failed:\nerror: the index is down$/,
  );
  assert.is(exitCode, 3);
});

test.run();
