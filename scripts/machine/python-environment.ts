import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { exitCodes, UserError } from "../shared/errors.ts";
import { withLock } from "./lock.ts";
import { type Command, findPython } from "./python.ts";

const run = promisify(execFile);

/** What a virtual environment is for, and what is in it. */
export interface Contents {
  /** How people know it, for example `The local target`. */
  title: string;
  /** A requirements file with hashes. */
  requirements: string;
  /** Python code that fails where a package is missing. */
  probe: string;
}

/**
 * The Python of the virtual environment at `folder`, which is made first when it is missing, incomplete,
 * broken, or made from other requirements. Processes that ask at once make it once.
 * Throws a UserError when there is no suitable Python or a package cannot be installed.
 */
export async function preparePython(
  folder: string,
  wanted: Contents,
  onProgress?: (line: string) => void,
): Promise<string> {
  const python = join(
    folder,
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  if (await isComplete(folder, python, wanted)) return python;
  await withLock(`${folder}.lock`, async () => {
    if (await isComplete(folder, python, wanted)) return;
    await make(folder, python, wanted, onProgress);
    // Written last: an environment without it was interrupted half-way.
    writeFileSync(join(folder, stampName), stamp(wanted));
  });
  return python;
}

const stampName = "requirements.sha256";
const stamp = ({ requirements }: Contents) =>
  createHash("sha256").update(readFileSync(requirements)).digest("hex");

async function isComplete(folder: string, python: string, contents: Contents): Promise<boolean> {
  const file = join(folder, stampName);
  if (!existsSync(file) || readFileSync(file, "utf8") !== stamp(contents)) return false;
  // The stamp outlives the Python it was made with (an upgrade by Homebrew, say) and deleted packages.
  // -I leaves out what PYTHONPATH adds.
  return run(python, ["-I", "-c", contents.probe], { windowsHide: true }).then(
    () => true,
    () => false,
  );
}

async function make(
  folder: string,
  python: string,
  { title, requirements }: Contents,
  onProgress?: (line: string) => void,
): Promise<void> {
  const withUv = await hasUv();
  const venv: Command = withUv
    ? ["uv", "venv", "--quiet", "--no-project", "--python", ">=3.10"]
    : [...(await findPython(title)), "-m", "venv"];
  const install: Command = withUv
    ? ["uv", "pip", "install", "--quiet", "--python", python]
    : [python, "-I", "-m", "pip", "install", "--quiet", "--no-input"];
  onProgress?.(`Preparing ${title.replace("The", "the")} (first run, about 10 s) …`);
  rmSync(folder, { recursive: true, force: true });
  await attempt([...venv, folder], title);
  await attempt([...install, "--require-hashes", "--only-binary", ":all:", "-r", requirements], title);
}

/** Whether uv is on the PATH: it needs no Python, since it brings one along. */
export const hasUv = (): Promise<boolean> =>
  run("uv", ["--version"], { windowsHide: true }).then(
    () => true,
    () => false,
  );

async function attempt([program, ...parameters]: Command, title: string): Promise<void> {
  // Gitpod, for one, sets PIP_USER, which is not possible in a virtual environment.
  const env = { ...process.env, PIP_USER: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  try {
    await run(program, parameters, { windowsHide: true, env });
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    const reason = stderr.trim().split("\n").slice(-5).join("\n") || message;
    throw new UserError(
      `${title} could not be prepared: \`${[program, ...parameters].join(" ")}\` failed:\n${reason}`,
      exitCodes.target,
    );
  }
}
