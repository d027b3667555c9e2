import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../machine/lock.ts";
import { freePort, isFree } from "../../machine/port.ts";
import { isAlive } from "../../machine/process.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { localHome } from "../../shared/paths.ts";
import { ask, tellToStop } from "./control.ts";
import { type Emulator, logFile, spawnEmulator, startTimeoutMs, stopTimeoutMs } from "./emulator.ts";

export { localAccount, localCredentials, localRegion } from "./names.ts";

/** The emulator that all commands of this clone share, and when it was started (ISO 8601). */
export interface SharedEmulator extends Emulator {
  startedAt: string;
}

export type Status =
  | { state: "running" | "starting" | "silent"; emulator: SharedEmulator }
  | { state: "stopped" };

interface Options {
  home?: string;
  onProgress?: ((line: string) => void) | undefined;
}

/** The port that LocalStack has made customary for emulators of AWS; MiniStack's default too. */
const defaultPort = 4566;

/**
 * The emulator of this clone: the running one, or one started now, which goes on after this process. Its port is
 * 4566 or WORKSHOP_PORT, or another free one when something else listens there. Throws a UserError with the
 * end of its log when it does not come up.
 */
export async function ensureRunning({ home = localHome, onProgress }: Options = {}): Promise<SharedEmulator> {
  const now = await status(home);
  if (now.state === "running") return now.emulator;
  if (now.state === "silent") throw silence(home, now.emulator);
  return locked(home, async () => {
    const settled = await settledStatus(home);
    return settled.state === "running" ? settled.emulator : start(home, onProgress);
  });
}

/**
 * Whether this clone's emulator runs: its recorded process is alive and answers with the recorded instance id.
 * `silent` means that the port accepts connections and answers nothing.
 */
export async function status(home = localHome): Promise<Status> {
  const emulator = readRecord(home);
  if (!emulator || !isAlive(emulator.pid)) return { state: "stopped" };
  const answer = await ask(emulator.port);
  if (typeof answer === "object" && answer.instance === emulator.instance)
    return { state: "running", emulator };
  if (answer === "silent") return { state: "silent", emulator };
  const isYoung = Date.now() - Date.parse(emulator.startedAt) < startTimeoutMs; // later, it has failed
  return answer === "closed" && isYoung ? { state: "starting", emulator } : { state: "stopped" };
}

/** Stop this clone's emulator, which saves its state. Returns whether one was running. */
export function stop(home = localHome): Promise<boolean> {
  return locked(home, () => stopNow(home));
}

/** Delete everything in this clone's emulator; a running one is stopped first. The virtual environment stays. */
export function reset(home = localHome): Promise<void> {
  return locked(home, async () => {
    await stopNow(home);
    for (const folder of ["state", "s3", "tmp"]) rmSync(join(home, folder), { recursive: true, force: true });
  });
}

// Starting and stopping exclude each other: a new emulator must not read the state that an old one is saving.
const locked = <Result>(home: string, work: () => Promise<Result>) =>
  withLock(join(home, "emulator.lock"), work);

async function start(home: string, onProgress: Options["onProgress"]): Promise<SharedEmulator> {
  const preferred = preferredPort();
  try {
    return await startAt(await portNear(preferred, onProgress), home, onProgress);
  } catch (error) {
    // Another clone may have taken the port since we looked.
    if (await isFree(preferred)) throw error;
    return startAt(await portNear(preferred, onProgress), home, onProgress);
  }
}

async function startAt(
  port: number,
  home: string,
  onProgress: Options["onProgress"],
): Promise<SharedEmulator> {
  const { emulator, ready } = await spawnEmulator({ home, port, onProgress }, "detached");
  const shared = { ...emulator, startedAt: new Date().toISOString() };
  // Before it is ready, so that the next command finds it if this one is killed.
  writeRecord(home, shared);
  try {
    await ready();
  } catch (error) {
    rmSync(recordFile(home), { force: true });
    throw error;
  }
  return shared;
}

async function stopNow(home: string): Promise<boolean> {
  const current = await settledStatus(home);
  if (current.state === "stopped") return false;
  const { port, pid, instance } = current.emulator;
  if (await tellToStop(port, instance)) {
    const deadline = Date.now() + stopTimeoutMs;
    while (isAlive(pid) && Date.now() < deadline) await sleep(25);
    // It is certainly ours: it has just obeyed.
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
  rmSync(recordFile(home), { force: true });
  return true;
}

/** The status once it is clear: waits for a starting emulator, and throws a UserError for a silent one. */
async function settledStatus(home: string): Promise<Exclude<Status, { state: "starting" | "silent" }>> {
  for (;;) {
    const current = await status(home);
    if (current.state === "running") return { state: "running", emulator: current.emulator };
    if (current.state === "stopped") return current;
    if (current.state === "silent") throw silence(home, current.emulator);
    await sleep(50);
  }
}

/** What to say of an emulator that accepts connections and answers nothing. */
export function silence(home: string, { pid, endpoint }: SharedEmulator): UserError {
  return new UserError(
    `The local target (process ${pid}) does not answer at ${endpoint}: end that process, or delete ${recordFile(home)} if it is another program. The log is ${logFile(home)}.`,
    exitCodes.target,
  );
}

/** The port that the local target is to use. Throws a UserError where WORKSHOP_PORT is not one. */
export function preferredPort(): number {
  const text = process.env.WORKSHOP_PORT;
  if (!text) return defaultPort;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UserError(
    `WORKSHOP_PORT is "${text}": set it to a port number from 1 to 65535.`,
    exitCodes.usage,
  );
}

async function portNear(preferred: number, onProgress: Options["onProgress"]): Promise<number> {
  if (await isFree(preferred)) return preferred;
  const port = await freePort();
  onProgress?.(`Port ${preferred} is taken by something else; the local target uses ${port}.`);
  return port;
}

const recordFile = (home: string) => join(home, "emulator.json");

function readRecord(home: string): SharedEmulator | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(home), "utf8"));
  } catch {
    return undefined;
  }
}

// Renamed into place, so that nobody reads half a record.
function writeRecord(home: string, emulator: SharedEmulator): void {
  mkdirSync(home, { recursive: true });
  const draft = `${recordFile(home)}.draft`;
  writeFileSync(draft, JSON.stringify(emulator));
  renameSync(draft, recordFile(home));
}
