import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The packages of this repository, which Lambda handlers on the local target may require. */
export const nodeModules = join(root, "node_modules");

/**
 * The state, log and record of the emulator that the commands share: git-ignored, one for each clone.
 * Tests set WORKSHOP_HOME to leave it alone.
 */
export const localHome = resolve(process.env.WORKSHOP_HOME || join(root, ".local"));

/** MiniStack's virtual environment, shared by every emulator of this clone. */
export const venv = join(root, ".local", "venv");

/** The program that runs in the virtual environment, and what is installed there. */
export const entry = fileURLToPath(new URL("entry.py", import.meta.url));
export const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
