import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page as Tab } from "playwright-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser to test with: what CHROMIUM names, or one in a usual place. */
export function findChromium(): string | undefined {
  return process.env.CHROMIUM ?? places.find(place => existsSync(place));
}

/** Starts the browser to test with. Throws where there is none. */
export async function launchChromium(executablePath = findChromium()): Promise<Browser> {
  if (!executablePath) throw new Error("There is no Chromium here: install it, or name one with CHROMIUM.");
  // Chromium's own sandbox can't be had as root, which is what containers run as. Only our own pages are opened.
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/**
 * What is wrong with how a page looks: text wider than the window or a dialog, and what axe-core finds (contrast, landmarks, names).
 * The tab's context is to have `bypassCSP`, since axe-core runs inside the page.
 */
export async function lookProblems(tab: Tab): Promise<string[]> {
  const overflow = await tab.evaluate(() => {
    const beyond = [...document.querySelectorAll("dialog[open]")].map(
      ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
    );
    return Math.max(document.documentElement.scrollWidth - window.innerWidth, ...beyond);
  });
  await tab.evaluate(await axe());
  const { violations } = (await tab.evaluate("axe.run()")) as AxeResult;
  return [
    ...(overflow > 0 ? [`it scrolls sideways by ${overflow} px`] : []),
    ...violations.map(({ id, help, nodes }) => `axe: ${help} (${id}): ${nodes[0]?.html}`),
  ];
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string }[] }[];
}

const axe = async () => await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
