import { getIDToken } from "@actions/core";
import { runCommand } from "../../report/run-command.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";

// Prints the claims by which a role may recognize this job. The token itself is never printed.
// https://docs.github.com/en/actions/reference/security/oidc

await runCommand(async () => {
  if (!process.env.ACTIONS_ID_TOKEN_REQUEST_URL) {
    throw new UserError(
      "There is no OIDC token here: run the workflow print-oidc-claim.yml on GitHub.",
      exitCodes.usage,
    );
  }
  const [, payload = ""] = (await getIDToken("sts.amazonaws.com")).split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  for (const name of ["sub", "aud", "environment"])
    process.stdout.write(`${name}: ${claims[name] ?? "(none)"}\n`);
});
