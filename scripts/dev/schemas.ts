import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import { schemasFromCfnLint } from "./schemas/schemas.ts";

const help = `Takes CloudFormation's resource types from the cfn-lint of npm run check into scripts/validate/template/schemas.json.

  node --import tsx/esm scripts/dev/schemas.ts            write the file
  node --import tsx/esm scripts/dev/schemas.ts --check    say whether it is up to date`;

await runCommand(async args => {
  const { values } = parseArguments({
    args,
    options: { check: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const file = path.join(root, "scripts", "validate", "template", "schemas.json");
  const text = await schemasFromCfnLint();
  if (!values.check) return await writeFile(file, text);
  if (text !== (await readFile(file, "utf8"))) {
    throw new UserError(
      "scripts/validate/template/schemas.json is out of date: run node --import tsx/esm scripts/dev/schemas.ts.",
      exitCodes.checkFailed,
    );
  }
});
