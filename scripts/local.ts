import { createReadStream, existsSync, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";
import { confirm } from "./shared/confirm.ts";
import { exitCodes, UserError } from "./shared/errors.ts";
import { localHome } from "./shared/paths.ts";
import { logFile, logTail } from "./targets/local/emulator.ts";
import { ensureRunning, reset, status, stop } from "./targets/local/launcher.ts";
import { defaultShell, environmentCommands, shells } from "./targets/local/shell.ts";

const help = `npm run local -- <command>    the AWS emulator on this machine, where steps run by default

  start     start it, unless it runs
  stop      stop it; what is deployed is kept for the next start
  status    say whether it runs, and where
  env       print the commands that point the AWS CLI at it, for your shell to evaluate:
              eval "$(npm run -s local -- env)"
              npm run -s local -- env --shell powershell | Out-String | Invoke-Expression
  logs      print the end of its log; --follow goes on until Ctrl-C
  reset     delete everything in it; --yes does so without asking
`;

const commands: Record<string, (args: string[]) => Promise<void>> = {
  async start(args) {
    parseArguments({ args });
    const { endpoint } = await ensureRunning({ onProgress });
    print(`The local target is running at ${endpoint}.`);
  },

  async stop(args) {
    parseArguments({ args });
    print(
      (await stop())
        ? "The local target has stopped; its state is kept."
        : "The local target is not running.",
    );
  },

  async status(args) {
    parseArguments({ args });
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

  async env(args) {
    const { values } = parseArguments({
      args,
      options: { shell: { type: "string", default: defaultShell } },
    });
    const shell = shells.find(name => name === values.shell);
    if (!shell) {
      throw new UserError(
        `Unknown shell "${values.shell}"; the shells are ${shells.join(", ")}.`,
        exitCodes.usage,
      );
    }
    process.stdout.write(environmentCommands(await ensureRunning({ onProgress }), shell));
  },

  async logs(args) {
    const { values } = parseArguments({ args, options: { follow: { type: "boolean" } } });
    const file = logFile(localHome);
    if (!existsSync(file)) {
      throw new UserError(
        "There is no log yet. Start the local target: npm run local -- start",
        exitCodes.target,
      );
    }
    const end = statSync(file).size;
    print(logTail(localHome));
    if (values.follow) await follow(file, end);
  },

  async reset(args) {
    const { values } = parseArguments({ args, options: { yes: { type: "boolean" } } });
    if (!values.yes && !(await confirmDeletion())) return print("Nothing was deleted.");
    const wasRunning = (await status()).state !== "stopped";
    await reset();
    if (wasRunning) await ensureRunning({ onProgress });
    print(`The local target is empty${wasRunning ? " and running" : ""}.`);
  },
};

await runCommand(async ([name = "", ...args]) => {
  if (["--help", "-h"].some(option => [name, ...args].includes(option))) return print(help.trimEnd());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const names = Object.keys(commands).join(", ");
    throw new UserError(
      `${name ? `Unknown command "${name}"` : "A command is missing"}; the commands are ${names}.`,
      exitCodes.usage,
    );
  }
  await command(args);
});

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

/** Print what is appended to a file, until the process ends. A new start of the emulator begins its log anew. */
async function follow(file: string, start: number): Promise<never> {
  for (let position = start; ; await sleep(250)) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < position) position = 0;
    if (size === position) continue;
    await pipeline(createReadStream(file, { start: position, end: size - 1 }), process.stdout, {
      end: false,
    });
    position = size;
  }
}
