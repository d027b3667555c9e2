import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { inParallel } from "../machine/parallel.ts";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { root } from "../shared/paths.ts";
import { type Page, readPages } from "../site/pages.ts";
import { browserProblems } from "./docs/browser.ts";
import { buildSite } from "./docs/build-site.ts";
import { followPage } from "./docs/follow.ts";
import { type Problem, problemLine } from "./docs/problem.ts";
import { makeSandbox } from "./docs/sandbox.ts";
import { serve } from "./docs/serve-site.ts";
import { pageActions } from "./docs/transcript.ts";
import { findChromium } from "./testing/chromium.ts";

const help = `Follows the pages of docs/ side by side, each as a learner of its own, then looks at each page of the site in a
browser. The faster checks of the docs are in \`npm test\`.

  npm run docs:test                all of it, which takes some minutes
  npm run docs:test -- <part> …    only the pages whose names contain one of these; "browser" is the browser

  --pictures    keep the pictures of the console that the pages show, in docs/pictures`;

await runCommand(async args => {
  const { values, positionals: words } = parseArguments({
    args,
    allowPositionals: true,
    options: { pictures: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) return void print(help);
  const isChosen = (name: string) => words.length === 0 || words.some(word => name.includes(word));
  const followed = (await readPages()).filter(page => isChosen(page.file) && pageActions(page).length > 0);
  if (followed.length === 0 && !isChosen("browser")) {
    const parts = words.join(" or ");
    throw new UserError(`No page with commands, and not "browser", contains ${parts}.`, exitCodes.usage);
  }
  const pictures = values.pictures ? path.join(root, "docs", "pictures") : undefined;
  const found = await followPages(followed, pictures);
  const problems = [...found, ...(isChosen("browser") ? await lookAtSite() : [])];
  for (const problem of problems) print(problemLine(problem));
  print(problems.length === 0 ? "The docs are right." : `Problems: ${problems.length}.`);
  if (problems.length > 0) process.exitCode = exitCodes.checkFailed;
});

/** Each in a sandbox of its own. */
async function followPages(pages: Page[], pictures?: string): Promise<Problem[]> {
  // Most of the time they wait, as in the tests.
  return (await inParallel(pages, os.availableParallelism() + 2, page => followAlone(page, pictures))).flat();
}

async function followAlone(page: Page, pictures?: string): Promise<Problem[]> {
  const started = Date.now();
  const sandbox = await makeSandbox({ installed: !page.file.endsWith("00-setup.md") });
  try {
    const found = await followPage(page, sandbox, pictures);
    const took = ((Date.now() - started) / 1000).toFixed(1);
    const what = `${pageActions(page).length} actions, ${took} s`;
    print(`${found.length === 0 ? "ok  " : "FAIL"} ${page.file}  ${what}`);
    return found;
  } finally {
    await sandbox.remove();
  }
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
