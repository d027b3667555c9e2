import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { exitCodes, UserError } from "../shared/errors.ts";

const run = promisify(execFile);

/** A command that starts Python: a program and the arguments that come first. */
export type Command = [program: string, ...firstArguments: string[]];

/** MiniStack asks for Python 3.10. */
const oldestMinor = 10;
/** Only names on the PATH are tried up to this one: `python3` of any later version is taken too. */
const newestMinor = 14;
const versions = Array.from(
  { length: newestMinor - oldestMinor + 1 },
  (_, index) => `3.${newestMinor - index}`,
);
const candidates: Command[] = [
  ["python3"],
  ["python"],
  ...(process.platform === "win32" ? [["py", "-3"] satisfies Command] : []),
  ...versions.map((version): Command => [`python${version}`]),
];

// Debian and Ubuntu ship Python without ensurepip, so that `python3 -m venv` fails half-way.
const probe =
  "import sys, importlib.util as u; print(*sys.version_info[:2], int(u.find_spec('ensurepip') is not None))";

const advice =
  "install it from https://www.python.org/downloads/ (or install uv, https://docs.astral.sh/uv/), then try again.";

/**
 * Finds a Python that is recent enough and can make virtual environments. `title` is what needs it, for example
 * `The local target`. Throws a UserError with one sentence on how to get one.
 */
export async function findPython(title: string): Promise<Command> {
  const found = await Promise.all(candidates.map(inspect));
  const usable = found.filter(python => python !== undefined);
  const recent = usable.filter(({ major, minor }) => major === 3 && minor >= oldestMinor);
  const complete = recent.find(python => python.hasEnsurepip);
  if (complete) return complete.command;

  const [first] = recent.length > 0 ? recent : usable;
  if (!first) {
    throw new UserError(`${title} needs Python 3.${oldestMinor} or newer: ${advice}`, exitCodes.target);
  }
  const version = `${first.major}.${first.minor}`;
  throw new UserError(
    recent.length > 0
      ? `Python ${version} is here without its venv module: \`sudo apt install python${version}-venv\` adds it on Debian and Ubuntu (or install uv, https://docs.astral.sh/uv/), then try again.`
      : `${title} needs Python 3.${oldestMinor} or newer, and \`${first.command.join(" ")}\` is ${version}: ${advice}`,
    exitCodes.target,
  );
}

async function inspect(command: Command) {
  const [program, ...firstArguments] = command;
  try {
    // Python answers within a second, on a busy machine too; a shim that asks a question or opens an app store never does.
    const { stdout } = await run(program, [...firstArguments, "-c", probe], {
      timeout: 10_000,
      windowsHide: true,
    });
    const [major = 0, minor = 0, hasEnsurepip = 0] = stdout.trim().split(" ").map(Number);
    return major > 0 ? { command, major, minor, hasEnsurepip: hasEnsurepip === 1 } : undefined;
  } catch {
    return undefined;
  }
}
