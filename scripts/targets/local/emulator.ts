import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../machine/port.ts";
import { preparePython } from "../../machine/python-environment.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { ask } from "./control.ts";
import { localAccount, localRegion } from "./names.ts";
import { entry, miniStack, nodeModules, venv } from "./paths.ts";

/** A running emulator. */
export interface Emulator {
  /** Its URL, for AWS_ENDPOINT_URL. */
  endpoint: string;
  port: number;
  pid: number;
  /** A random id, sent back in the header x-workshop-instance of every response. */
  instance: string;
}

export interface LaunchOptions {
  /** The folder for its state, log and temporary files. Emulators do not share one. */
  home: string;
  /** The port on loopback; a free one by default. */
  port?: number | undefined;
  /** MiniStack without the workshop's additions. */
  plain?: boolean | undefined;
  /** Called with one line when something takes long. */
  onProgress?: ((line: string) => void) | undefined;
}

/** How long an emulator may take to answer, in milliseconds. It takes a second, and many times that on a busy machine. */
export const startTimeoutMs = 60_000;
/** How long it may take to save its state and end. It takes less than a second; after this it is killed. */
export const stopTimeoutMs = 15_000;

/** Where an emulator with this home writes what it has to say. */
export const logFile = (home: string) => join(home, "emulator.log");

const temporaryFolder = (home: string) => join(home, "tmp");

/**
 * Start an emulator that belongs to the caller: it ends with `stop()`, and when the caller ends, in any way.
 * Throws a UserError with the end of the log when it does not come up.
 */
export async function startEmulator(options: LaunchOptions): Promise<Emulator & { stop(): Promise<void> }> {
  const { emulator, child, ready } = await spawnEmulator(options, "owned");
  await ready();
  return {
    ...emulator,
    async stop() {
      child.ref();
      child.stdin?.end();
      if (!(await exited(child))) child.kill("SIGKILL");
    },
  };
}

/**
 * Start an emulator's process: an owned one ends when its stdin closes, with this process at the latest; a
 * detached one lives on. `ready` waits until it answers, and throws a UserError with the end of the log if it
 * ends or a minute passes before.
 */
export async function spawnEmulator(
  { home, port: wanted, plain = false, onProgress }: LaunchOptions,
  life: "owned" | "detached",
): Promise<{ emulator: Emulator; child: ChildProcess; ready(): Promise<void> }> {
  const python = await preparePython(venv, miniStack, onProgress);
  const port = wanted ?? (await freePort());
  const instance = randomUUID();
  makeTemporaryFolder(home);
  const log = openSync(logFile(home), "w");
  const child = spawn(python, [entry], {
    cwd: home,
    env: emulatorEnvironment({ home, port, plain, instance, owned: life === "owned" }),
    stdio: [life === "owned" ? "pipe" : "ignore", log, log],
    detached: life === "detached",
    windowsHide: true,
  });
  closeSync(log);
  let failure: string | undefined;
  child.once("error", error => {
    failure = error.message;
  });
  child.once("exit", (code, signal) => {
    failure = `it ended at once (${signal ?? `exit code ${code}`})`;
  });
  // It must not keep this process from ending.
  child.unref();
  (child.stdin as Socket | null)?.unref();

  async function ready() {
    const deadline = Date.now() + startTimeoutMs;
    for (;;) {
      const answer = await ask(port, 1000); // while it starts, it may accept a connection and not answer yet
      if (typeof answer === "object" && answer.instance === instance) return;
      if (!failure && Date.now() > deadline) {
        child.kill("SIGKILL");
        failure = `no answer for ${startTimeoutMs / 1000} s`;
      }
      if (failure) {
        throw new UserError(
          `The local target did not start: ${failure}. The end of ${logFile(home)}:\n${logTail(home)}`,
          exitCodes.target,
        );
      }
      await sleep(25);
    }
  }
  const endpoint = `http://127.0.0.1:${port}`;
  return { emulator: { endpoint, port, pid: child.pid as number, instance }, child, ready };
}

// Emptied at each start, since an emulator that was killed leaves the code of its functions behind. The package.json
// keeps Node from taking that code for ES modules, as this repository's would.
function makeTemporaryFolder(home: string): void {
  const folder = temporaryFolder(home);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }');
}

/** The last lines of an emulator's log: enough for a Python stack trace and what led to it. */
export function logTail(home: string, lines = 15): string {
  return readFileSync(logFile(home), "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

// An allow-list, since the emulator hands its environment on to Lambda handlers, which on AWS see nothing of the
// learner's shell: neither secrets, nor AWS_PROFILE and endpoints, nor NODE_OPTIONS.
const inherited =
  "COMSPEC HTTP_PROXY HTTPS_PROXY LANG LC_ALL LD_LIBRARY_PATH NODE_EXTRA_CA_CERTS NO_PROXY PATHEXT SYSTEMROOT WINDIR".split(
    " ",
  );

function emulatorEnvironment({
  home,
  port,
  plain,
  instance,
  owned,
}: {
  home: string;
  port: number;
  plain: boolean;
  instance: string;
  owned: boolean;
}): NodeJS.ProcessEnv {
  const tmp = temporaryFolder(home);
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => inherited.includes(name.toUpperCase())),
    ),
    // Lambda handlers run with the node that runs this, not with an older one or a version manager's shim.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    NODE_PATH: nodeModules,
    // So that nobody reads the learner's ~/.aws.
    HOME: home,
    USERPROFILE: home,
    TMPDIR: tmp,
    TEMP: tmp,
    TMP: tmp,
    TZ: "UTC",
    PYTHONUNBUFFERED: "1",
    PYTHONUTF8: "1",
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    MINISTACK_ACCOUNT_ID: localAccount,
    MINISTACK_REGION: localRegion,
    LAMBDA_EXECUTOR: "local",
    PERSIST_STATE: "1",
    STATE_DIR: join(home, "state"),
    S3_PERSIST: "1",
    S3_DATA_DIR: join(home, "s3"),
    // MiniStack would open further ports, on every interface, for services that the course does not use.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    WORKSHOP_INSTANCE: instance,
    ...(plain && { WORKSHOP_PLAIN: "1" }),
    // The entry ends, saving its state, when its stdin closes.
    ...(owned && { WORKSHOP_OWNED: "1" }),
  };
}

async function exited(child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(false), stopTimeoutMs);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
