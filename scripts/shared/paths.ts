import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's top folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What the commands keep on this machine: the emulator's state, log and record, locks, plans. Git-ignored, one for each
 * clone. Tests set WORKSHOP_HOME to leave it alone.
 */
export const localHome = resolve(process.env.WORKSHOP_HOME || join(root, ".local"));
