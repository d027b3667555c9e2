import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { generators, graphOfRun, graphOfStep, regenerate } from "../generated.ts";
import { type Page, parsePage, plainText, readPages } from "../pages.ts";
import { graphSvg } from "./graph-svg.ts";
import { layout } from "./layout.ts";
import { fileOf, renderPage } from "./render.ts";

const assets = fileURLToPath(new URL("assets/", import.meta.url));

/** Graphs are drawn here, so that the site needs neither a diagram library nor another server. */
const drawn = {
  ...generators,
  graph: async (subject: string) => figure("Workflow", graphSvg(await graphOfStep(subject))),
  run: async (subject: string) => figure("A real run", graphSvg(await graphOfRun(subject))),
};

const figure = (caption: string, svg: string) =>
  `<figure class="graph" tabindex="0">\n${svg}<figcaption>${caption}</figcaption>\n</figure>\n`;

/**
 * Builds the docs as a static site in a folder, which is emptied first. Links to files of the repository lead to
 * `sourceUrl`; without one they are plain text.
 */
export async function buildSite(folder: string, sourceUrl?: string): Promise<Page[]> {
  const pages = await Promise.all(
    (await readPages()).map(async ({ file, text }) => parsePage(file, await regenerate(text, drawn))),
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(assets, path.join(folder, "assets"), { recursive: true });
  for (const page of pages) {
    const html = layout(page, pages, renderPage(page, pages, sourceUrl));
    await writeFile(path.join(folder, fileOf(page)), html);
  }
  await writeFile(path.join(folder, "search.json"), JSON.stringify(pages.flatMap(searchEntries)));
  return pages;
}

/** What the search finds: the words below each heading. */
function searchEntries(page: Page): { url: string; page: string; heading: string; text: string }[] {
  const headings = [...page.headings];
  const entries: { url: string; page: string; heading: string; text: string }[] = [];
  for (const token of page.tokens) {
    if (token.type === "heading_open") {
      const heading = headings.shift();
      const url = `${fileOf(page)}#${heading?.slug}`;
      entries.push({ url, page: page.title, heading: heading?.text ?? "", text: "" });
    }
    const entry = entries.at(-1);
    if (entry && token.type === "inline") entry.text += `${plainText(token)} `;
    if (entry && token.type === "fence") entry.text += `${token.content} `;
  }
  return entries;
}
