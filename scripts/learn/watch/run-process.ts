import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { root } from "../../shared/paths.ts";
import type { Message, RunRequest } from "./messages.ts";

/** A run in a process of its own. */
export interface Run {
  /** Ends it at once; resolves when it is gone. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL("judge-process.ts", import.meta.url));

/** Judges a step in another process, and passes on what that tells until it ends or is stopped. */
export function startRun(request: RunRequest, onMessage: (message: Message) => void): Run {
  const child = fork(program, { cwd: root, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const gone = once(child, "close");
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  let isOver = false;
  let problem = "";
  child.stderr?.on("data", chunk => (problem += chunk));
  child.on("message", (message: Message) => {
    if (isOver) return;
    isOver = message.kind === "end" || message.kind === "failure";
    onMessage(message);
  });
  gone.then(([code]) => {
    process.off("exit", end);
    if (!isOver) onMessage({ kind: "failure", message: `The run ended with exit code ${code}.\n${problem}` });
    isOver = true;
  });
  child.send(request);
  return {
    async stop() {
      isOver = true;
      end();
      await gone;
    },
  };
}
