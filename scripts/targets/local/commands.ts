import { existsSync, statSync } from "node:fs";
import type { ParseArgsConfig } from "node:util";
import { followFile } from "../../machine/follow-file.ts";
import { confirm } from "../../shared/confirm.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { localHome } from "../../shared/paths.ts";
import { logFile, logTail } from "./emulator.ts";
import { ensureRunning, reset, status, stop } from "./launcher.ts";
import { defaultShell, environmentCommands, shells } from "./shell.ts";

export const help = `npm run local -- <command>    the AWS emulator on this machine, where steps run by default

  start     start it, unless it runs
  stop      stop it; what is deployed is kept for the next start
  status    say whether it runs, and where
  env       print the commands that point the AWS CLI at it, for your shell to evaluate:
              eval "$(npm run -s local -- env)"
              npm run -s local -- env --shell powershell | Out-String | Invoke-Expression
  logs      print the end of its log; --follow goes on until Ctrl-C
  reset     delete everything in it; --yes does so without asking
`;

/** The values of the options that some of the commands take. */
interface Values {
  shell?: string;
  follow?: boolean;
  yes?: boolean;
}

interface LocalCommand {
  options: NonNullable<ParseArgsConfig["options"]>;
  run(values: Values): Promise<void>;
}

/** What `npm run local` does, by the word that asks for it. */
export const commands: Record<string, LocalCommand> = {
  start: {
    options: {},
    async run() {
      const { endpoint } = await ensureRunning({ onProgress });
      print(`The local target is running at ${endpoint}.`);
    },
  },

  stop: {
    options: {},
    async run() {
      const stopped = await stop();
      print(
        stopped ? "The local target has stopped; its state is kept." : "The local target is not running.",
      );
    },
  },

  status: {
    options: {},
    async run() {
      const now = await status();
      if (now.state === "stopped")
        return print("The local target is not running. Start it: npm run local -- start");
      const { endpoint, pid, startedAt } = now.emulator;
      const states = { running: "running", starting: "starting", silent: "there, but does not answer" };
      print(`The local target is ${states[now.state]}.`);
      print(`  endpoint  ${endpoint}`);
      print(`  process   ${pid}, since ${new Date(startedAt).toLocaleString("sv")}`);
      print(`  log       ${logFile(localHome)}`);
    },
  },

  env: {
    options: { shell: { type: "string", default: defaultShell } },
    async run(values) {
      const shell = shells.find(name => name === values.shell);
      if (!shell) {
        throw new UserError(
          `Unknown shell "${values.shell}"; the shells are ${shells.join(", ")}.`,
          exitCodes.usage,
        );
      }
      process.stdout.write(environmentCommands(await ensureRunning({ onProgress }), shell));
    },
  },

  logs: {
    options: { follow: { type: "boolean" } },
    async run({ follow }) {
      const file = logFile(localHome);
      if (!existsSync(file)) {
        throw new UserError(
          "There is no log yet. Start the local target: npm run local -- start",
          exitCodes.target,
        );
      }
      const end = statSync(file).size;
      print(logTail(localHome));
      if (follow) await followFile(file, end);
    },
  },

  reset: {
    options: { yes: { type: "boolean" } },
    async run({ yes }) {
      if (!yes && !(await confirmDeletion())) return print("Nothing was deleted.");
      const wasRunning = (await status()).state !== "stopped";
      await reset();
      if (wasRunning) await ensureRunning({ onProgress });
      print(`The local target is empty${wasRunning ? " and running" : ""}.`);
    },
  },
};

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** On stderr, since the shell evaluates what `env` prints. */
function onProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function confirmDeletion(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UserError("Nothing was deleted: without a terminal to ask at, add --yes.", exitCodes.usage);
  }
  return await confirm("Delete everything in the local target?");
}
