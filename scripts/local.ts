import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";
import { exitCodes, UserError } from "./shared/errors.ts";
import { commands, help } from "./targets/local/commands.ts";

await runCommand(async ([name = "", ...args]) => {
  if (["--help", "-h"].some(option => [name, ...args].includes(option)))
    return void process.stdout.write(help);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const names = Object.keys(commands).join(", ");
    throw new UserError(
      `${name ? `Unknown command "${name}"` : "A command is missing"}; the commands are ${names}.`,
      exitCodes.usage,
    );
  }
  const { values } = parseArguments({ args, options: command.options });
  await command.run(values);
});
