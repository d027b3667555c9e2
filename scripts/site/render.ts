import path from "node:path";
import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import diff from "highlight.js/lib/languages/diff";
import json from "highlight.js/lib/languages/json";
import powershell from "highlight.js/lib/languages/powershell";
import typescript from "highlight.js/lib/languages/typescript";
import yaml from "highlight.js/lib/languages/yaml";
import type { Token } from "markdown-it";
import { markdown, type Page } from "./pages.ts";

for (const [name, language] of Object.entries({ sh: bash, diff, json, powershell, ts: typescript, yaml }))
  highlighter.registerLanguage(name, language);

/** Where what a page links to is found. */
export interface Addresses {
  page(page: Page): string;
  /** A picture that pages have in `pictures/`, by that path. */
  picture(path: string): string;
  /** What the paths of the repository's files follow; absent where those can't be read, so that links to them are plain text. */
  source?: string | undefined;
}

/** The HTML of a page's text. */
export function renderPage(page: Page, pages: Page[], addresses: Addresses): string {
  const headings = [...page.headings];
  const fences = [...page.fences];
  const blocks = page.tokens.flatMap(token => {
    if (token.type === "heading_open") token.attrSet("id", headings.shift()?.slug ?? "");
    if (token.type === "inline") token.children = withAddresses(token.children ?? [], page, pages, addresses);
    if (token.type === "fence") return [html(token, codeBlock(fences.shift() as Page["fences"][number]))];
    if (token.type === "html_block" && token.content.startsWith("<!--")) return [];
    if (token.type === "table_open")
      return [html(token, '<div class="table" tabindex="0" role="group">'), token];
    if (token.type === "table_close") return [token, html(token, "</div>")];
    return [token];
  });
  return markdown.renderer.render(blocks, markdown.options, {});
}

function html(token: Token, content: string): Token {
  return Object.assign(Object.create(Object.getPrototypeOf(token)), token, { type: "html_block", content });
}

/** What a block of code is, for those who read the page. */
function captionOf({ language, words, attributes }: Page["fences"][number]): string {
  if (attributes.write) return `Write ${attributes.write}`;
  if (attributes.file) return language === "diff" ? `Edit ${attributes.file}` : attributes.file;
  if (attributes.picture) return "A terminal of its own";
  if (words.includes("output")) return "Output";
  if (attributes.terminal) return "Second terminal";
  return language === "sh" ? "Terminal" : language === "powershell" ? "PowerShell" : "";
}

function codeBlock(fence: Page["fences"][number]): string {
  const { language, text } = fence;
  if (language === "checks") return checkList(text);
  const known = highlighter.getLanguage(language);
  const code = known ? highlighter.highlight(text, { language }).value : markdown.utils.escapeHtml(text);
  const caption = captionOf(fence);
  return [
    `<figure class="code">`,
    ...(caption ? [`<figcaption>${markdown.utils.escapeHtml(caption)}</figcaption>`] : []),
    `<pre tabindex="0"><code>${code}</code></pre></figure>\n`,
  ].join("");
}

/** The checks that a task turns green. Where they are made, each shows how it stands; see page/view/article.tsx. */
function checkList(text: string): string {
  const items = text
    .trimEnd()
    .split("\n")
    .map(name => markdown.utils.escapeHtml(name))
    .map(name => `<li data-check="${name}">${name}</li>`);
  return `<figure class="checks"><figcaption>Turns green</figcaption><ul>${items.join("")}</ul></figure>\n`;
}

/** Links between pages lead to those; links to other files lead to the repository, where that is known. */
function withAddresses(children: Token[], page: Page, pages: Page[], addresses: Addresses): Token[] {
  let dropped = false;
  return children.flatMap(token => {
    if (token.type === "image") token.attrSet("src", addresses.picture(String(token.attrGet("src") ?? "")));
    if (token.type === "link_close" && dropped) {
      dropped = false;
      return [];
    }
    if (token.type !== "link_open") return [token];
    const href = String(token.attrGet("href") ?? "");
    if (/^([a-z]+:|#)/i.test(href)) return [token];
    const [file = "", anchor] = href.split("#");
    const target = path.posix.join(path.posix.dirname(page.file), file);
    const targetPage = pages.find(({ file }) => file === target);
    if (!targetPage && !addresses.source) {
      dropped = true;
      return [];
    }
    const address = targetPage ? addresses.page(targetPage) : `${addresses.source}/${target}`;
    token.attrSet("href", anchor ? `${address}#${anchor}` : address);
    return [token];
  });
}

/** The file of a page on the site, and so its address. */
export function fileOf({ file }: Pick<Page, "file">): string {
  const name = path.posix.basename(file, ".md");
  return name === "README" ? "index.html" : `${name}.html`;
}
