import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Contents } from "../../machine/python-environment.ts";
import { root } from "../../shared/paths.ts";

/** The packages of this repository, which Lambda handlers on the local target may require. */
export const nodeModules = join(root, "node_modules");

/** MiniStack's virtual environment, shared by every emulator of this clone. */
export const venv = join(root, ".local", "venv");

/** The program that runs in the virtual environment. */
export const entry = fileURLToPath(new URL("entry.py", import.meta.url));

/** What is installed there. */
export const miniStack: Contents = {
  title: "The local target",
  requirements: fileURLToPath(new URL("requirements.txt", import.meta.url)),
  probe: "import ministack.app, hypercorn.asyncio",
};
