import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { root } from "../../shared/paths.ts";
import type { Step } from "../../shared/steps.ts";
import { copyWork, Refused } from "./clones.ts";
import type { JudgeAnswer, JudgeRequest } from "./messages.ts";

/** The longest step takes half a minute, and several times that on a busy machine. */
const limitMinutes = 5;

const program = fileURLToPath(new URL("judge-work.ts", import.meta.url));

/**
 * Judges what somebody has made of a step by the course's own checks, in a process that has nothing of this one's: only
 * their files of that step, an empty home, and an emulator. Whatever comes of it, nothing is left behind.
 */
export async function judgeApart(work: Step, limit = limitMinutes): Promise<JudgeAnswer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "workshop-judge-"));
  let child: ChildProcess | undefined;
  const clean = () => {
    if (child) endGroup(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", clean);
  try {
    await copyWork(work, path.join(folder, "my-work", work.name));
    // What handlers and templates refer to is the course's, whatever the clone has there.
    for (const part of ["steps", "lambdas", "templates"])
      await cp(path.join(root, part), path.join(folder, part), { recursive: true });
    child = await startJudge(folder);
    const closed = once(child, "close");
    const answer = await answerOf(child, { step: work.name, folder }, limit);
    endGroup(child);
    await closed; // before its folder goes
    return answer;
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message };
    throw error;
  } finally {
    process.off("exit", clean);
    clean();
  }
}

/** Of the environment, what it takes to start programs: no credentials, no tokens, no proxy with its password. */
const inherited = ["PATH", "PATHEXT", "COMSPEC", "SYSTEMROOT", "WINDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH"];

async function startJudge(folder: string): Promise<ChildProcess> {
  const [home, tmp] = [path.join(folder, "home"), path.join(folder, "tmp")];
  for (const made of [home, tmp]) await mkdir(made);
  return fork(program, {
    cwd: root,
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).filter(([name]) => inherited.includes(name.toUpperCase())),
      ),
      HOME: home,
      USERPROFILE: home,
      TMPDIR: tmp,
      TEMP: tmp,
      TMP: tmp,
      WORKSHOP_HOME: path.join(home, ".local"),
      AWS_EC2_METADATA_DISABLED: "true",
    },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    detached: hasGroups, // with all that it starts, it can be ended at once
  });
}

async function answerOf(child: ChildProcess, request: JudgeRequest, limit: number): Promise<JudgeAnswer> {
  const late = new AbortController();
  child.send(request);
  try {
    return await Promise.race([
      once(child, "message", late).then(([answer]) => answer as JudgeAnswer),
      once(child, "close", late).then(() => ({ problem: "the process that judged it broke down" })),
      sleep(limit * 60_000, undefined, late).then(() => ({
        problem: `it was not done within ${limit} minutes`,
      })),
    ]);
  } finally {
    late.abort();
  }
}

const hasGroups = process.platform !== "win32";

/** Ends a process and all that it has started; on Windows only itself, and its emulator with it. */
function endGroup(child: ChildProcess): void {
  if (!hasGroups || child.pid === undefined) return void child.kill("SIGKILL");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // all have ended by themselves
  }
}
