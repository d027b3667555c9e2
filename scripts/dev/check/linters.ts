import { readFile, writeFile } from "node:fs/promises";
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

/**
 * Puts a number in the place of each expression for a time limit, in templates that are only there to be looked at: cfn-lint
 * takes nothing but a number there, AWS also an expression.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
 */
export async function withNumbersForLimits(templates: string[]): Promise<void> {
  const limit = /("(?:Heartbeat|Timeout)Seconds":\s*)"\{%[^"]*%\}"/g;
  await Promise.all(
    templates.map(async file => {
      const text = await readFile(path.join(root, file), "utf8");
      await writeFile(
        path.join(root, file),
        text.replace(limit, (_, field) => `${field}60`),
      );
    }),
  );
}
