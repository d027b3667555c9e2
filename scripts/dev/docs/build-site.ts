import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import { coursePages } from "../../site/course-pages.ts";
import { layout } from "../../site/page-layout.tsx";
import { type Page, plainText } from "../../site/pages.ts";
import { fileOf, renderPage } from "../../site/render.ts";

const assets = path.join(root, "scripts", "site", "assets");
const pictures = path.join(root, "docs", "pictures");

/**
 * Builds the docs as a static site in a folder, which is emptied first. Links to files of the repository lead to
 * `sourceUrl`; without one they are plain text.
 */
export async function buildSite(folder: string, sourceUrl?: string): Promise<Page[]> {
  const pages = await coursePages();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(assets, path.join(folder, "assets"), { recursive: true });
  await cp(pictures, path.join(folder, "pictures"), { recursive: true });
  const addresses = { page: fileOf, picture: (path: string) => path, source: sourceUrl };
  for (const page of pages) {
    const html = layout(page, pages, renderPage(page, pages, addresses));
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
