import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../../targets/local/emulator.ts";

/** An emulator of a test's own, with the folder that it keeps its things in. */
export interface OwnEmulator extends Emulator {
  home: string;
  /** Ends it, and deletes the folder. */
  stop(): Promise<void>;
}

/** Starts an emulator of a test's own on a free port, apart from the learner's. `plain`: without our additions. */
export async function ownEmulator({ plain = false } = {}): Promise<OwnEmulator> {
  const home = await mkdtemp(path.join(os.tmpdir(), "workshop-test-"));
  const emulator = await startEmulator({ home, plain });
  return {
    ...emulator,
    home,
    async stop() {
      await emulator.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
