import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, UserError } from "../shared/errors.ts";
import { isAlive } from "./process.ts";

interface LockOptions {
  /** Called once where it has to wait for another process. */
  onWait?: () => void;
  /** How long to wait for it, in milliseconds: by default, as long as Python's packages take over a slow line. */
  patienceMs?: number;
}

/**
 * Runs `work` while no other process does so under the same lock file. A lock whose process has died is taken over.
 * Throws a UserError when it has waited too long.
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  { onWait, patienceMs = 5 * 60_000 }: LockOptions = {},
): Promise<Result> {
  const deadline = Date.now() + patienceMs;
  let tellOnce = onWait;
  let give = takeLock(file);
  while (!give) {
    if (tellOnce && existsSync(file)) {
      tellOnce();
      tellOnce = undefined;
    }
    if (Date.now() > deadline) {
      throw new UserError(
        `Process ${read(file)} holds ${file} for too long: end it, then try again.`,
        exitCodes.target,
      );
    }
    await sleep(50); // nobody notices, and a look costs next to nothing
    give = takeLock(file);
  }
  try {
    return await work();
  } finally {
    give();
  }
}

/**
 * Takes a lock, unless it is held, by this process or by another one that lives. Returns what gives it back; undefined where
 * it is held.
 */
export function takeLock(file: string): (() => void) | undefined {
  mkdirSync(dirname(file), { recursive: true });
  if (!createExclusively(file)) {
    removeIfStale(file);
    if (!createExclusively(file)) return undefined;
  }
  return () => {
    if (read(file) === String(process.pid)) rmSync(file, { force: true });
  };
}

function createExclusively(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    // Windows answers EPERM for a file that is just being deleted.
    if (["EEXIST", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isStale(file: string): boolean {
  const pid = Number(read(file));
  return pid > 0 && !isAlive(pid);
}

// Two waiting processes may find the same stale lock. Only the one that holds the guard may remove it, and
// it looks again first: the other could otherwise delete a lock that somebody has just taken.
function removeIfStale(file: string): void {
  if (!isStale(file)) return;
  const guard = `${file}.stale`;
  if (createExclusively(guard)) {
    if (isStale(file)) rmSync(file, { force: true });
    rmSync(guard, { force: true });
  } else if (ageMs(guard) > 10_000) {
    // It is held for the time of one look: whoever made it has died.
    rmSync(guard, { force: true });
  }
}

function ageMs(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
