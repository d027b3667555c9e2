import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { preparePython } from "../../../machine/python-environment.ts";
import { entry, miniStack, venv } from "../paths.ts";

test("another version of MiniStack is refused", async () => {
  const python = await preparePython(venv, miniStack);
  const folder = mkdtempSync(join(tmpdir(), "workshop-"));
  try {
    const distribution = join(folder, "ministack-9.9.9.dist-info");
    mkdirSync(distribution);
    writeFileSync(join(distribution, "METADATA"), "Metadata-Version: 2.1\nName: ministack\nVersion: 9.9.9\n");
    const { status, stderr } = spawnSync(python, [entry], {
      env: { ...process.env, PYTHONPATH: folder },
      encoding: "utf8",
    });
    assert.is(status, 1);
    assert.match(stderr, /^The local target needs MiniStack 1\.5\.33, but 9\.9\.9 is installed: .*\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
