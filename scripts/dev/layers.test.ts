import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../shared/paths.ts";

const test = suite("layers");

/** The rooms of scripts/, from the bottom up. Each knows those below it, and no other. */
const layers = [
  "shared",
  "machine",
  "targets",
  "execution",
  "stack",
  "validate",
  "verify",
  "run",
  "report",
  "site",
  "learn",
  "console",
  "cleanup",
  "capacity",
];

/** What only maintainers and workflows run: it may import anything, and nothing else imports it. */
const maintainers = "dev";

const imports = /(?:^(?:import|export) [^;]*?from |\bimport\()"(\.[^"]+)"/gm;

const isTest = (file: string) => /\.(test|live|faults)\.tsx?$/.test(file) || file.includes("behaviour/");

/** The modules below a folder, and what each imports of ours, as paths from the top. Tests may import what they like. */
async function importsIn(folder: string): Promise<[module: string, imported: string][]> {
  const entries = await readdir(path.join(root, folder), { recursive: true });
  const modules = entries
    .map(file => path.posix.join(folder, file.replaceAll(path.sep, "/")))
    .filter(file => /\.tsx?$/.test(file) && !isTest(file));
  const found = await Promise.all(
    modules.map(async module => {
      const text = await readFile(path.join(root, module), "utf8");
      return [...text.matchAll(imports)].map(([, from = ""]): [string, string] => [
        module,
        path.posix.join(path.posix.dirname(module), from),
      ]);
    }),
  );
  return found.flat();
}

const roomOf = (file: string) => /^scripts\/([^/]+)\//.exec(file)?.[1];

test("each folder of scripts/ has its place in the layers", async () => {
  const entries = await readdir(path.join(root, "scripts"), { withFileTypes: true });
  const folders = entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
  assert.equal(folders.sort(), [...layers, maintainers].sort());
});

for (const [index, layer] of layers.entries()) {
  test(`${layer} imports only what is below it`, async () => {
    const allowed = layers.slice(0, index + 1);
    const found = await importsIn(`scripts/${layer}`);
    assert.ok(found.length > 0 || layer === "shared", "no import was found");
    const wrong = found.filter(
      ([, imported]) => imported.startsWith("scripts/") && !allowed.includes(roomOf(imported) ?? "no room"),
    );
    assert.equal(wrong, []);
  });
}

test("no two modules need each other, directly or through others", async () => {
  const needs = new Map<string, string[]>();
  for (const folder of ["scripts", "steps", "lambdas"])
    for (const [module, imported] of await importsIn(folder))
      needs.set(module, [...(needs.get(module) ?? []), imported]);
  assert.ok(needs.has("scripts/step.ts"), "no import was found");
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (module: string, path: string[]) => {
    if (path.includes(module)) return void circles.push([...path, module].join(" → "));
    if (done.has(module)) return;
    for (const next of needs.get(module) ?? []) visit(next, [...path, module]);
    done.add(module);
  };
  for (const module of needs.keys()) visit(module, []);
  assert.equal(circles, []);
});

test("scripts/ itself has only the commands of package.json, each so short that it only parses, calls and shows", async () => {
  const entries = await readdir(path.join(root, "scripts"), { withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(({ name }) => `scripts/${name}`);
  const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const commands = Object.values(scripts as Record<string, string>).join("\n");
  const named = [...commands.matchAll(/scripts\/[\w-]+\.ts/g)].map(([file]) => file);
  assert.equal(files.sort(), named.sort());
  for (const file of files) {
    const lines = (await readFile(path.join(root, file), "utf8")).trimEnd().split("\n").length;
    assert.ok(lines <= 60, `${file} has ${lines} lines, more than 60`);
  }
});

for (const command of ["step", "learn", "console", "local"]) {
  test(`${command} says what it can do, or what was asked wrongly, before it loads the SDK`, async () => {
    const loaded = new Set([`scripts/${command}.ts`]);
    for (const file of loaded) {
      const text = await readFile(path.join(root, file), "utf8");
      assert.not.match(text, /^import (?!type)[^;]*? from "@aws-sdk\//m, file);
      for (const [, from = ""] of text.matchAll(/^(?:import|export) (?!type)[^;]*?from "(\.[^"]+)"/gm))
        loaded.add(path.posix.join(path.posix.dirname(file), from));
    }
    assert.ok(loaded.size > 10, "no import was found");
  });
}

test("what learners run imports nothing that only maintainers run", async () => {
  const all = [...(await importsIn("scripts")), ...(await importsIn("steps"))];
  const wrong = all.filter(
    ([module, imported]) => roomOf(imported) === maintainers && roomOf(module) !== maintainers,
  );
  assert.equal(wrong, []);
});

test("a verify script and the broken variants import only what is meant for them", async () => {
  const allowed = ["scripts/verify/", "scripts/execution/", "scripts/shared/arn.ts", "lambdas/", "steps/"];
  const wrong = (await importsIn("steps")).filter(
    ([, imported]) => !allowed.some(folder => imported.startsWith(folder)),
  );
  assert.equal(wrong, []);
});

test("what is deployed imports nothing from scripts/", async () => {
  const handlers = (await importsIn("steps")).filter(([module]) => module.includes("/handlers/"));
  const wrong = [...handlers, ...(await importsIn("lambdas"))].filter(([, imported]) =>
    imported.startsWith("scripts/"),
  );
  assert.equal(wrong, []);
});

test("steps/ holds nothing but steps", async () => {
  const entries = await readdir(path.join(root, "steps"), { withFileTypes: true });
  assert.equal(
    entries.filter(entry => !entry.isDirectory() || !/^\d\d-/.test(entry.name)).map(({ name }) => name),
    [],
  );
});

test.run();
