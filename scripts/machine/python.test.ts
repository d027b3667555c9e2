import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf, fakeProgram, temporaryFolder } from "../dev/testing/support.ts";
import { UserError } from "../shared/errors.ts";
import { findPython } from "./python.ts";

const test = suite("python");
const path = process.env.PATH;

test.after.each(() => {
  process.env.PATH = path;
});

/** Make these the only programs on PATH; each prints what the probe would: major, minor, has ensurepip. */
function onlyPythons(pythons: Record<string, string>): void {
  const folder = temporaryFolder();
  for (const [name, answer] of Object.entries(pythons)) fakeProgram(folder, name, `echo ${answer}`);
  process.env.PATH = folder;
}

test("takes the first that is recent enough", async () => {
  onlyPythons({ python3: "3 9 1", python: "2 7 0", "python3.10": "3 10 1", "python3.12": "3 12 1" });
  assert.equal(await findPython("The local target"), ["python3.12"]);
  onlyPythons({ python3: "3 11 1", "python3.14": "3 14 1" });
  assert.equal(await findPython("The local target"), ["python3"]);
});

test("prefers one with ensurepip", async () => {
  onlyPythons({ python3: "3 12 0", "python3.11": "3 11 1" });
  assert.equal(await findPython("The local target"), ["python3.11"]);
});

test("says how to get Python when there is none, or a shim that only prints advice", async () => {
  onlyPythons({});
  const none = await errorOf(UserError, () => findPython("The local target"));
  assert.match(
    none.message,
    /^The local target needs Python 3\.10 or newer: install it from https:\S+ .*\.$/,
  );
  assert.is(none.exitCode, 3);
  onlyPythons({ python3: "Python was not found; run without arguments to install from the Microsoft Store" });
  assert.is((await errorOf(UserError, () => findPython("The local target"))).message, none.message);
});

test("names the version that is too old", async () => {
  onlyPythons({ python3: "3 9 1" });
  const { message, exitCode } = await errorOf(UserError, () => findPython("The local target"));
  assert.match(message, "needs Python 3.10 or newer, and `python3` is 3.9: install it");
  assert.is(exitCode, 3);
});

test("names Debian's package when ensurepip is missing", async () => {
  onlyPythons({ python3: "3 13 0", python: "2 7 1" });
  const { message, exitCode } = await errorOf(UserError, () => findPython("The local target"));
  assert.match(message, "`sudo apt install python3.13-venv`");
  assert.is(exitCode, 3);
});

// The stand-ins for Python are shell scripts.
if (process.platform !== "win32") test.run();
