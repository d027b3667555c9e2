import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { browserProblems, findChromium } from "./docs/browser.ts";
import { followPage } from "./docs/follow.ts";
import { type Page, type Problem, problemLine, readPages } from "./docs/pages.ts";
import { makeSandbox } from "./docs/sandbox.ts";
import { buildSite } from "./docs/site/build.ts";
import { serve } from "./docs/site/serve.ts";
import { pageActions } from "./docs/transcript.ts";

const help = `Follows the pages of docs/ one after the other as a learner does, then looks at each page of the site in a
browser. The faster checks of the docs are in \`npm test\`.

  npm run docs:test                all of it, which takes some minutes
  npm run docs:test -- <part> …    only the pages whose names contain one of these; "browser" is the browser`;

await runCommand(async args => {
  const { values, positionals: words } = parseArguments({
    args,
    allowPositionals: true,
    options: { help: { type: "boolean" } },
  });
  if (values.help) return void print(help);
  const isChosen = (name: string) => words.length === 0 || words.some(word => name.includes(word));
  const followed = (await readPages()).filter(page => isChosen(page.file) && pageActions(page).length > 0);
  if (followed.length === 0 && !isChosen("browser")) {
    const parts = words.join(" or ");
    throw new UserError(`No page with commands, and not "browser", contains ${parts}.`, exitCodes.usage);
  }
  const problems = [...(await followPages(followed)), ...(isChosen("browser") ? await lookAtSite() : [])];
  for (const problem of problems) print(problemLine(problem));
  print(problems.length === 0 ? "The docs are right." : `Problems: ${problems.length}.`);
  if (problems.length > 0) process.exitCode = exitCodes.checkFailed;
});

/** In one sandbox: a page builds on those before it. */
async function followPages(pages: Page[]): Promise<Problem[]> {
  if (pages.length === 0) return [];
  const found: Problem[] = [];
  const sandbox = await makeSandbox({ installed: !pages.some(({ file }) => file.endsWith("00-setup.md")) });
  try {
    for (const page of pages) {
      const started = Date.now();
      const own = await followPage(page, sandbox);
      found.push(...own);
      await sandbox.restore(); // a page that failed half-way must not fail the next one
      const took = ((Date.now() - started) / 1000).toFixed(1);
      print(
        `${own.length === 0 ? "ok  " : "FAIL"} ${page.file}  ${pageActions(page).length} actions, ${took} s`,
      );
    }
  } finally {
    await sandbox.remove();
  }
  return found;
}

async function lookAtSite(): Promise<Problem[]> {
  const chromium = findChromium();
  if (!chromium) {
    print("The browser tests are left out: there is no Chromium here (CHROMIUM names one).");
    return [];
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "workshop-site-"));
  const pages = await buildSite(folder);
  const { url, server } = await serve(folder, 0);
  try {
    const found = await browserProblems(chromium, url, pages);
    print(`${found.length === 0 ? "ok  " : "FAIL"} ${pages.length} pages in Chromium`);
    return found;
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
