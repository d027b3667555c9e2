import { execFileSync, spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { preparePython } from "../../../machine/python-environment.ts";
import { entry, miniStack, venv } from "../paths.ts";

const python = await preparePython(venv, miniStack);

/** Lists a dictionary of MiniStack's, with a garbage collection during which something else is added to it. */
const listing = `
import gc
from ministack.core.responses import AccountRegionScopedDict

kept = AccountRegionScopedDict()
for number in range(2000):
    kept[number] = number
gc.callbacks.append(lambda phase, _: kept.setdefault(f"{phase} {len(kept)}", 0))
gc.set_threshold(100)
items, values = kept.items(), kept.values()
gc.set_threshold(0)
print(len(items) >= 2000, len(values) >= 2000)
`;

const options = { cwd: dirname(entry), encoding: "utf8" } as const;

test("MiniStack can't list what changes meanwhile", () => {
  const { status, stderr } = spawnSync(python, ["-c", listing], options);
  assert.is(status, 1);
  assert.match(stderr, "RuntimeError: dictionary changed size during iteration");
});

test("the local target can", () => {
  assert.is(execFileSync(python, ["-c", `import aws_behaviour${listing}`], options), "True True\n");
});

test.run();
