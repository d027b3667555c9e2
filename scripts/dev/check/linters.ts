import path from "node:path";
import { fileURLToPath } from "node:url";
import { preparePython } from "../../machine/python-environment.ts";
import { root } from "../../shared/paths.ts";

/** Makes the virtual environment with the linters from PyPI, and returns what finds a program in it. */
export async function prepareLinters(): Promise<(program: string) => string> {
  const linters = {
    title: "The linters",
    requirements: fileURLToPath(new URL("requirements.txt", import.meta.url)),
    probe: "import cfnlint",
  };
  const python = await preparePython(
    path.join(root, ".local", "linters"),
    linters,
    line => void process.stderr.write(`${line}\n`),
  );
  return program => path.join(path.dirname(python), program);
}
