import { runCommand } from "../../report/run-command.ts";
import { accountSettings } from "./account.ts";

// Checks the repository's variables for AWS and prints what follows from them, as outputs of a workflow's step.

await runCommand(async () => {
  for (const setting of Object.entries(accountSettings(process.env))) {
    process.stdout.write(`${setting.join("=")}\n`);
  }
});
