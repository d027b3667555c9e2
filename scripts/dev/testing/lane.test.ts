import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";
import { openLane } from "./lane.ts";
import { temporaryFolder } from "./support.ts";

const test = suite("lane");

const folder = temporaryFolder();
symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');

/** A file of tests with these bodies. */
function fileOf(name: string, ...bodies: string[]): string {
  const file = path.join(folder, `${name}.test.ts`);
  const tests = bodies.map((body, index) => `test("${name} ${index}", async () => { ${body} });`);
  const imports = 'import { test } from "uvu";\nimport * as assert from "uvu/assert";';
  writeFileSync(file, [imports, ...tests, "test.run();"].join("\n"));
  return file;
}

const good = fileOf("good", "", "");
const late = "setTimeout(() => { throw new Error('too late') }, 5)";
const wait = "await new Promise(resolve => setTimeout(resolve, 1_000))";

for (const [what, file, said] of [
  ["a test that fails", fileOf("bad", "", "assert.is(1, 2)"), /"bad 1"/],
  ["a module that is not there", fileOf("lost", "", "await import('./nowhere.ts')"), /nowhere\.ts/],
  ["an error that nothing awaits", fileOf("crash", late, wait), /too late/],
  ["an end of the process, even as if all were well", fileOf("exit", "process.exit(0)"), /Exiting early/],
  ["no test", fileOf("none"), /Total: +0/],
] as const)
  test(`${what} is a failed test, and is told; the files after it are run`, async () => {
    const lane = openLane();
    const { failed, output } = await lane.run(file);
    assert.is(failed, 1);
    assert.match(output, said);
    const next = await lane.run(good);
    assert.equal([next.passed, next.failed], [2, 0]);
    assert.is((await lane.end()).failed, 0);
  });

test("a file that can't be loaded is a failed test", async () => {
  const lane = openLane();
  const broken = path.join(folder, "broken.test.ts");
  writeFileSync(broken, 'import "./nowhere.ts";');
  const { failed, output } = await lane.run(broken);
  assert.is(failed, 1);
  assert.match(output, /nowhere\.ts/);
  await lane.end();
});

test("what a file sets in its environment is not there for the next one", async () => {
  const lane = openLane();
  assert.is(
    (await lane.run(fileOf("sets", "process.env.LEFT_BEHIND = '1'; process.exitCode = 3"))).failed,
    0,
  );
  assert.is((await lane.run(fileOf("sees", "assert.is(process.env.LEFT_BEHIND, undefined)"))).failed, 0);
  await lane.end();
});

test("what a file has started and left is told, with the files that may have been it", async () => {
  const lane = openLane(200);
  assert.is((await lane.run(fileOf("leaves", "setInterval(() => {}, 1_000)"))).failed, 0);
  const { failed, output } = await lane.end();
  assert.is(failed, 1);
  assert.match(output, /leaves\.test\.ts$/);
});

test("a lane without files has nothing to end", async () => {
  assert.is((await openLane().end()).failed, 0);
});

test.run();
