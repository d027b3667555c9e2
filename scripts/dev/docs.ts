import path from "node:path";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import { challengesOf, chooseSteps, findSteps } from "../shared/steps.ts";
import { buildSite } from "./docs/build-site.ts";
import { writeGeneratedParts } from "./docs/generated.ts";
import { recordRun } from "./docs/runs.ts";
import { serve } from "./docs/serve-site.ts";

const help = `Builds the docs as a website in dist/docs, and serves it to this machine's browser.

  npm run docs

  --port <number>  where to serve it; 4580 by default
  --no-serve       build it only
  --write          rewrite the generated parts of the pages first: graphs, help texts, tables
  --record <step>  run a step (or all) and its challenge on the local target first, and keep the run for its page's
                   graph and the names of the checks
  --help           print this`;

const options = {
  port: { type: "string", default: "4580" },
  "no-serve": { type: "boolean" },
  write: { type: "boolean" },
  record: { type: "string" },
  help: { type: "boolean" },
} as const;

await runCommand(async args => {
  const { values } = parseArguments({ args, options });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const port = readPort(values.port);

  if (values.record !== undefined)
    // The challenge first, for it takes the step's stack.
    for (const step of chooseSteps(await findSteps(), [values.record]).steps)
      for (const run of [...challengesOf([step]), step]) await recordRun(run);
  if (values.write || values.record !== undefined) await writeGeneratedParts();

  const folder = path.join(root, "dist", "docs");
  const pages = await buildSite(folder, sourceUrl());
  process.stdout.write(`Built ${pages.length} pages in dist/docs.\n`);
  if (values["no-serve"]) return;
  const { url } = await serve(folder, port);
  process.stdout.write(`Read them at ${url} (Ctrl-C ends this).\n`);
});

/** Where the files of the repository can be read, in GitHub Actions. */
function sourceUrl(): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = process.env;
  return GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}`;
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UserError(`--port is "${text}": give a port number from 1 to 65535.`, exitCodes.usage);
}
