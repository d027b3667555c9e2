import type { BrowserContext, Page as Tab } from "playwright-core";
import type { Page } from "../../site/pages.ts";
import { fileOf } from "../../site/render.ts";
import { launchChromium, lookProblems } from "../testing/chromium.ts";
import type { Problem } from "./problem.ts";

/** Narrow as a small phone, as a tablet, and wide; light and dark. */
const views = [
  { name: "360 px, light", viewport: { width: 360, height: 740 }, colorScheme: "light" },
  { name: "768 px, dark", viewport: { width: 768, height: 1024 }, colorScheme: "dark" },
  { name: "1440 px, dark", viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  { name: "1440 px, light", viewport: { width: 1440, height: 900 }, colorScheme: "light" },
] as const;

/**
 * Looks at every page of the site in a browser: errors on the console, links that lead nowhere, text wider than the
 * window, and what axe-core finds (contrast, landmarks, names). With `screenshots` it keeps a picture of each.
 */
export async function browserProblems(
  executablePath: string,
  url: string,
  pages: Page[],
  screenshots = process.env.DOCS_SCREENSHOTS,
): Promise<Problem[]> {
  const browser = await launchChromium(executablePath);
  const problems: Problem[] = [];
  try {
    for (const { name, ...view } of views) {
      const context = await browser.newContext({ ...view, bypassCSP: true });
      for (const page of pages) {
        const messages = await look(context, `${url}${fileOf(page)}`, async tab => {
          if (!screenshots) return;
          await tab.screenshot({ path: `${screenshots}/${name} ${fileOf(page)}.png`, fullPage: true });
        });
        problems.push(
          ...messages.map(message => ({ file: page.file, line: 1, message: `${message} (${name})` })),
        );
      }
      await context.close();
    }
    const search = await searchProblem(await browser.newContext(), url);
    if (search) problems.push({ file: "scripts/site/assets/search.js", line: 1, message: search });
  } finally {
    await browser.close();
  }
  return problems;
}

async function look(
  context: BrowserContext,
  url: string,
  keep: (tab: Tab) => Promise<void>,
): Promise<string[]> {
  const messages: string[] = [];
  const tab = await context.newPage();
  tab.on("console", message => {
    if (message.type() === "error") messages.push(`the console says: ${message.text()}`);
  });
  tab.on("pageerror", error => messages.push(`a script fails: ${error.message}`));
  await tab.goto(url);
  messages.push(...(await tab.evaluate(brokenLinks)));
  messages.push(...(await lookProblems(tab)));
  await keep(tab);
  await tab.close();
  return messages;
}

/** Runs in the browser: the links of the page to this site that lead to no page, or to no place on it. */
async function brokenLinks(): Promise<string[]> {
  const links = [...document.querySelectorAll("a")].filter(({ origin }) => origin === location.origin);
  const found = await Promise.all(
    links.map(async ({ href, hash, pathname }) => {
      const response = await fetch(pathname);
      if (!response.ok) return [`the link ${href} leads nowhere`];
      const target = new DOMParser().parseFromString(await response.text(), "text/html");
      const id = decodeURIComponent(hash.slice(1));
      return id && !target.getElementById(id) ? [`the link ${href} leads to no place on its page`] : [];
    }),
  );
  return found.flat();
}

/** The search works with the keyboard alone. */
async function searchProblem(context: BrowserContext, url: string): Promise<string | undefined> {
  const tab = await context.newPage();
  await tab.goto(url);
  await tab.keyboard.press("/");
  await tab.keyboard.type("keep input");
  try {
    await tab.waitForSelector("#results a", { timeout: 5_000 });
    await tab.keyboard.press("Enter");
    await tab.waitForURL(/01-starter\.html#keep-the-input/, { timeout: 5_000 });
    return undefined;
  } catch (error) {
    return `a search for "keep input" does not lead to its section: ${(error as Error).message}`;
  } finally {
    await context.close();
  }
}
