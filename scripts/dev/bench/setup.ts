import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { preparePython } from "../../machine/python-environment.ts";
import { startEmulator } from "../../targets/local/emulator.ts";
import { miniStack } from "../../targets/local/paths.ts";
import { spread, time } from "./measure.ts";

/** What the first run on a machine does first: the virtual environment, and the start of the emulator. */
export async function benchSetup(): Promise<string[][]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "workshop-bench-"));
  try {
    const environment = await time(() => preparePython(path.join(folder, "venv"), miniStack));
    const starts: number[] = [];
    for (const round of ["1", "2", "3"]) {
      starts.push(
        await time(async () => await (await startEmulator({ home: path.join(folder, round) })).stop()),
      );
    }
    return [
      [
        "first run: making the virtual environment",
        `${environment.toFixed(1)} s`,
        "with the start, at most 20 s",
      ],
      ["starting and stopping the emulator", spread(starts), ""],
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
