import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { root } from "../../shared/paths.ts";
import type { Step } from "../../shared/steps.ts";
import type { RunMessage, RunRequest } from "./messages.ts";

/** Judges a step again and again, each time in a process of its own. */
export interface Runner {
  /** Begins a run, and passes on what it tells until it ends, or is gone after it was stopped. */
  start(request: RunRequest, onMessage: (message: RunMessage) => void): Run;
  /** Ends all processes; resolves when they are gone. */
  close(): Promise<void>;
}

export interface Run {
  /** Ends it, and the executions that it follows; resolves when it is gone. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL("judge-process.ts", import.meta.url));

/** Milliseconds from the start of a run until the process for the next one is started: the run needs the processor first. */
const spareAfterMs = 1_000;

/** Milliseconds that a run has to stop its executions, until its process is ended by force. */
const stopMs = 1_000;

/** A process for the next run is started before that begins: loading the code would take most of the time of a run. */
export function openRunner(step: Step): Runner {
  let spare: Judge | undefined = startJudge(step);
  let timer: NodeJS.Timeout | undefined;
  let running: Judge | undefined;

  return {
    start(request, onMessage) {
      const judge = spare ?? startJudge(step);
      running = judge;
      spare = undefined;
      clearTimeout(timer);
      timer = setTimeout(() => (spare ??= startJudge(step)), spareAfterMs);
      judge.ask(request, onMessage);
      return judge;
    },
    async close() {
      clearTimeout(timer);
      await Promise.all([running?.stop(), spare?.stop()]);
    },
  };
}

interface Judge extends Run {
  ask(request: RunRequest, onMessage: (message: RunMessage) => void): void;
}

function startJudge({ name }: Step): Judge {
  const child: ChildProcess = fork(program, [name], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const gone = once(child, "close");
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  gone.then(() => process.off("exit", end));
  let isAsked = false;
  let isOver = false;
  let problem = "";
  child.stderr?.on("data", chunk => (problem += chunk));
  return {
    ask(request, onMessage) {
      isAsked = true;
      child.on("message", (message: RunMessage) => {
        isOver ||= message.kind === "end" || message.kind === "failure";
        onMessage(message);
      });
      gone.then(([code]) => {
        if (isOver) return;
        onMessage({ kind: "failure", message: `The run ended with exit code ${code}.\n${problem}` });
      });
      if (child.connected) child.send(request);
    },
    async stop() {
      const hasWork = isAsked && !isOver;
      isOver = true;
      if (hasWork && child.connected) child.send("stop", () => {});
      else end();
      const timer = setTimeout(end, stopMs);
      await gone;
      clearTimeout(timer);
    },
  };
}
