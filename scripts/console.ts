import { once } from "node:events";
import { help, options, readConsoleRequest } from "./console/options.ts";
import { openOnDesktop } from "./machine/open-on-desktop.ts";
import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";

await runCommand(async args => {
  const { values } = parseArguments({ args, options });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const request = readConsoleRequest(values);
  const { openConsole } = await import("./console/open-console.ts"); // the SDK comes with it
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const ended = new AbortController();
  const end = () => ended.abort();
  process.once("SIGINT", end).once("SIGTERM", end);

  const console = await openConsole(request, print);
  const { target, mayChange } = console.context.about;
  print(`Target   ${target.title}, account ${target.account} in ${target.region}`);
  print(
    `Console  ${console.url}${mayChange ? "" : " (read-only: --allow-changes would let you start executions)"}`,
  );
  print("Ctrl-C ends it.");
  if (request.open) openOnDesktop(console.url);
  if (!ended.signal.aborted) await once(ended.signal, "abort");
  await console.close();
});
