import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../dev/testing/support.ts";
import { stepIn } from "../shared/steps.ts";
import { openTypeChecker } from "./types.ts";

const test = suite("types");

const step = stepIn(path.join(temporaryFolder(), "01-starter"));
const handlers = path.join(step.folder, "handlers");
mkdirSync(handlers, { recursive: true });
writeFileSync(path.join(step.folder, "package.json"), '{ "type": "module" }'); // as the course's, above my-work
const checker = openTypeChecker(step);

const write = (file: string, text: string) => writeFileSync(path.join(handlers, file), text);
const problems = async () =>
  (await checker.check()).map(({ file, line, message }) => [path.basename(file), line, message]);

test("what is wrong is told with its line, in words that say what to do", async () => {
  write(
    "hello.ts",
    "/** Grüße ☕ */\nexport async function handler(): Promise<string> {\n  return 102;\n}\n",
  );
  assert.equal(await problems(), [
    ["hello.ts", 3, "Type 'number' is not assignable to type 'string'. Give it what its type asks for."],
  ]);
});

test("what gets no type by itself is to be given one", async () => {
  write("hello.ts", "export const handler = async (event) => event.name;\n");
  assert.equal(await problems(), [
    [
      "hello.ts",
      1,
      "Parameter 'event' implicitly has an 'any' type. Write its type behind it, after a colon.",
    ],
  ]);
});

test("what is mended is told no longer, and what new and deleted files do is seen", async () => {
  write("hello.ts", 'import { greet } from "./greet.ts";\nexport const handler = () => greet("class");\n');
  const [missing] = await problems();
  assert.match(String(missing?.[2]), /^Cannot find module '\.\/greet\.ts'/);
  write("greet.ts", "export const greet = (name: number) => name;\n");
  assert.equal(await problems(), [
    ["hello.ts", 2, "Argument of type 'string' is not assignable to parameter of type 'number'. Pass what the function asks for."], // biome-ignore format: a line
  ]);
  write("greet.ts", "export const greet = (name: string) => name;\n");
  assert.equal(await problems(), []);
  rmSync(path.join(handlers, "greet.ts"));
  assert.is((await problems()).length, 1);
});

test("a mistake in the notation is told first, and alone", async () => {
  write("hello.ts", "export const handler = () => {\n  const = 1;\n  return nothing;\n};\n");
  const found = await problems();
  assert.equal(found.map(([file, line]) => [file, line]), [["hello.ts", 2]]); // biome-ignore format: short
});

test("what is not used yet is no mistake", async () => {
  write(
    "hello.ts",
    'import path from "node:path";\nconst later = 1;\nexport const handler = () => "Hello";\n',
  );
  assert.equal(await problems(), []);
});

test("it begins anew after it was closed, and does not mind a folder that is gone", async () => {
  await checker.close();
  write("hello.ts", "export const handler = () => hello;\n");
  assert.is((await problems()).length, 1);
  rmSync(step.folder, { recursive: true });
  assert.equal(await problems(), []);
});

test.after(checker.close);

test.run();
