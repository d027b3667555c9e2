import { commands } from "./learn/commands.ts";
import { help, options, readLearnRequest } from "./learn/options.ts";
import type { OpenBrowserView } from "./learn/watch/browser-view.ts";
import { runCommand } from "./report/run-command.ts";
import { parseArguments } from "./shared/arguments.ts";

const openBrowserView: OpenBrowserView = async request => {
  const { openLessons } = await import("./console/open-lessons.ts"); // only where somebody watches: it takes time to load
  return await openLessons(request);
};

await runCommand(async args => {
  const { values, positionals } = parseArguments({ args, options, allowPositionals: true });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const request = await readLearnRequest(values, positionals);
  process.exitCode = await commands[request.command](request, openBrowserView);
});
