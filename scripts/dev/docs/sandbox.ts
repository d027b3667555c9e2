import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../machine/port.ts";
import { preparePython } from "../../machine/python-environment.ts";
import { root } from "../../shared/paths.ts";
import { miniStack, venv } from "../../targets/local/paths.ts";

const run = promisify(execFile);

/** A fresh clone on a machine of its own, as near as it gets: with an emulator of its own and the AWS CLI. */
export interface Sandbox {
  /** The clone. */
  folder: string;
  /** A folder beside it, for files of the tests. */
  home: string;
  env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

/** The learner who follows the pages. */
const learner = "ada";

/**
 * Makes a clone of the files as they are now, committed or not. With `installed` it shares what this clone has installed;
 * without, what it needs is still to be installed, by `npm ci` and the first start of the local target.
 */
export async function makeSandbox({ installed }: { installed: boolean }): Promise<Sandbox> {
  const home = await mkdtemp(path.join(os.tmpdir(), "workshop-docs-"));
  const folder = path.join(home, "step-functions-workshop");
  // A maintainer may be a learner, too: their own work stays out.
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".", ":!my-work"];
  const { stdout } = await run("git", list, { cwd: root });
  for (const file of stdout.split("\0").filter(Boolean))
    await cp(path.join(root, file), path.join(folder, file)).catch(ignoreMissing);
  if (installed) await shareInstalled(folder);

  const git = (...words: string[]) =>
    run("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words], { cwd: folder });
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "The workshop");

  const env = await sandboxEnvironment(home);
  return {
    folder,
    home,
    env,
    async remove() {
      const isInstalled = existsSync(path.join(folder, "node_modules", "tsx"));
      const stop = ["--import", "tsx/esm", "scripts/local.ts", "stop"];
      try {
        if (isInstalled) await run(process.execPath, stop, { cwd: folder, env });
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}

async function shareInstalled(folder: string): Promise<void> {
  await preparePython(venv, miniStack);
  await mkdir(path.join(folder, ".local"));
  for (const shared of [path.join(root, "node_modules"), venv])
    await symlink(shared, path.join(folder, path.relative(root, shared)), "junction");
}

async function sandboxEnvironment(home: string): Promise<NodeJS.ProcessEnv> {
  const awsCli = await awsCliFolder();
  await mkdir(path.join(home, "tmp"));
  const foreign = /^(AWS_|GITHUB_|WORKSHOP_|npm_lifecycle|npm_package|CI$|NO_COLOR$|FORCE_COLOR$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: [awsCli, path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
    TMPDIR: path.join(home, "tmp"),
    WORKSHOP_LEARNER: learner,
    WORKSHOP_PORT: String(await freePort()),
    // Its warnings are about this machine. The lines about what it runs stay: they would get into a file as well.
    npm_config_loglevel: "error",
    // Nobody's own account, whatever happens.
    AWS_CONFIG_FILE: path.join(home, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** The folder of the program `aws`, in an environment of its own that is made when it is missing. */
async function awsCliFolder(): Promise<string> {
  const awsCli = {
    title: "The AWS CLI",
    requirements: fileURLToPath(new URL("aws-cli/requirements.txt", import.meta.url)),
    probe: "import awscli",
  };
  const python = await preparePython(
    path.join(root, ".local", "aws-cli"),
    awsCli,
    line => void process.stdout.write(`${line}\n`),
  );
  return path.dirname(python);
}

/** A file that is deleted and not committed yet is listed by Git, too. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
