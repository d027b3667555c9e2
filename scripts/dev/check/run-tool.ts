import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";

/** What a linter said. */
export interface Outcome {
  name: string;
  state: "ok" | "failed" | "missing";
  output: string;
}

const run = promisify(execFile);

/** Runs a linter on the repository. An optional one that is not installed is `missing`, which is not a failure. */
export async function runTool(
  name: string,
  [program = "", ...args]: string[],
  { optional = false } = {},
): Promise<Outcome> {
  try {
    await run(program, args, { cwd: root, windowsHide: true, maxBuffer: 16 * 1024 * 1024 });
    return { name, state: "ok", output: "" };
  } catch (error) {
    const {
      code,
      stdout = "",
      stderr = "",
      message,
    } = error as Error & { code?: unknown; stdout?: string; stderr?: string };
    if (optional && code === "ENOENT") return { name, state: "missing", output: "" };
    return { name, state: "failed", output: `${stdout}${stderr}`.trim() || message };
  }
}
