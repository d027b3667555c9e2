import { deleteFound } from "./cleanup/delete-found.ts";
import { findEverywhere } from "./cleanup/find.ts";
import { help, options, readRequest } from "./cleanup/options.ts";
import { writePlan } from "./cleanup/plan-file.ts";
import { plannedRegions } from "./cleanup/regions.ts";
import {
  doneLines,
  failureLines,
  foundLines,
  isClean,
  resultJson,
  strayRoleLines,
  unseenLines,
} from "./cleanup/report.ts";
import { findStrayRoles } from "./cleanup/stray-roles.ts";
import { nextLines } from "./cleanup/suggest.ts";
import { printJson } from "./report/print-json.ts";
import { runCommand } from "./report/run-command.ts";
import { openScreen, silentScreen } from "./report/screen.ts";
import { parseArguments } from "./shared/arguments.ts";
import { exitCodes } from "./shared/errors.ts";

await runCommand(async args => {
  const { values } = parseArguments({ args, options });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const request = await readRequest(values);
  const screen = values.json ? silentScreen : await openScreen();
  const show = (lines: string[]) => lines.forEach(screen.print);
  try {
    const result = await findEverywhere(request, screen);
    const { regions } = result;
    show(["", ...foundLines(screen, regions)]);
    if (request.yes) {
      await deleteFound(request, regions, screen);
      show(["", ...doneLines(screen, regions)]);
    } else {
      const planned = plannedRegions(regions);
      await writePlan(request.planFile, planned);
      show(["", ...nextLines(request, planned), ...failureLines(regions)]);
    }
    if (request.everything) result.strayRoles = await Promise.all(result.accounts.map(findStrayRoles));
    show([...strayRoleLines(screen, result), ...unseenLines(result)]);
    if (values.json) printJson(resultJson(result, request.yes ? undefined : request.planFile));
    if (!isClean(result)) process.exitCode = exitCodes.checkFailed;
  } finally {
    screen.close();
  }
});
