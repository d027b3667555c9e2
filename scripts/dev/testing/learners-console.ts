import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { freePort } from "../../machine/port.ts";
import type { Emulator } from "../../targets/local/emulator.ts";
import type { CourseCopy } from "./learners-course.ts";
import { eventually } from "./support.ts";

/** A learner's console. */
export interface LearnersConsole {
  /** The address without the token. */
  url: string;
  token: string;
  end(): Promise<void>;
}

/** Opens the console of a learner in a process of its own: their files are in the copy. Throws where it does not open. */
export async function openLearnersConsole(course: CourseCopy, emulator: Emulator): Promise<LearnersConsole> {
  const script = path.join(course.folder, "scripts", "console.ts");
  const words = ["--no-open", "--port", String(await freePort())];
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx/esm", script, ...words], {
    cwd: course.folder,
    env: { ...process.env, ...course.env(emulator) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout?.on("data", chunk => (printed += chunk));
  const closed = once(child, "close");
  await eventually(() => /\/#[\w-]{32}\n/.test(printed), 30);
  const [, url = "", token = ""] = /(http:\S+)\/#(\S+)/.exec(printed) ?? [];
  const end = async () => {
    child.kill("SIGINT");
    await closed;
  };
  return { url, token, end };
}
