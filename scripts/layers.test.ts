import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "./paths.ts";

const test = suite("layers");

/** The folders that everything stands on, from the bottom up. Each knows those below it, and no other folder. */
const layers = ["machine", "target", "execution", "stack", "verify", "report"];

const imports = /^(?:import|export) [^;]*?from "(\.[^"]+)"/gm;

/** The modules of a folder and what they import of ours, as paths from scripts/. Tests may import what they like. */
async function importsIn(folder: string): Promise<[module: string, imported: string][]> {
  const entries = await readdir(path.join(root, "scripts", folder), { recursive: true });
  const modules = entries.filter(
    file => /(?<!\.test|\.faults)\.ts$/.test(file) && !file.includes("behaviour"),
  );
  const found = await Promise.all(
    modules.map(async file => {
      const module = path.posix.join(folder, file.replaceAll(path.sep, "/"));
      const text = await readFile(path.join(root, "scripts", module), "utf8");
      return [...text.matchAll(imports)].map(([, from = ""]): [string, string] => [
        module,
        path.posix.join(path.posix.dirname(module), from),
      ]);
    }),
  );
  return found.flat();
}

for (const [index, layer] of layers.entries()) {
  test(`${layer} imports only what is below it`, async () => {
    const allowed = layers.slice(0, index + 1);
    const wrong = (await importsIn(layer)).filter(([, imported]) => {
      const [top = "", ...rest] = imported.split("/");
      return rest.length > 0 && top !== ".." && !allowed.includes(top);
    });
    assert.equal(wrong, []);
  });
}

test("the course's own code knows of no command", async () => {
  const commands = (await readdir(path.join(root, "scripts"))).filter(file => file.endsWith(".ts"));
  const shared = ["errors.ts", "paths.ts", "redact.ts", "steps.ts"];
  for (const layer of layers) {
    const wrong = (await importsIn(layer)).filter(
      ([, imported]) => commands.includes(imported) && !shared.includes(imported),
    );
    assert.equal(wrong, []);
  }
});

test.run();
