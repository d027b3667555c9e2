import { headOf } from "./page-head.ts";
import { markdown, type Page } from "./pages.ts";
import { fileOf } from "./render.ts";

const { escapeHtml } = markdown.utils;

/** A whole page of the site: what is around its text. The text needs no JavaScript; the search does. */
export function layout(page: Page, pages: Page[], content: string): string {
  const at = pages.indexOf(page);
  const link = (to: Page | undefined, words: string) =>
    to ? `<a href="${fileOf(to)}">${words} ${escapeHtml(to.title)}</a>` : "<span></span>";
  const entries = pages.map(
    to =>
      `<li><a href="${fileOf(to)}"${to === page ? ' aria-current="page"' : ""}>${escapeHtml(to.title)}</a></li>`,
  );
  const head = headOf({
    title: `${page.title} · Step Functions Workshop`,
    styles: ["tokens", "graph", "site"].map(name => `assets/${name}.css`),
    icon: "assets/icon.svg",
  });
  return `<!doctype html>
<html lang="en">
<head>
${head}
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' data:">
<script src="assets/search.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
<header>
<a class="home" href="index.html">Step Functions Workshop</a>
<search><form id="search" hidden>
<label for="query">Search</label>
<input id="query" type="search" autocomplete="off" spellcheck="false" aria-controls="results">
<p id="found" role="status" aria-live="polite"></p>
<ol id="results" hidden></ol>
</form></search>
</header>
<nav class="pages" aria-label="Pages">
<ol>
${entries.join("\n")}
</ol>
</nav>
<main id="content" tabindex="-1">
${content}</main>
<footer>
<nav aria-label="Previous and next page">
${link(pages[at - 1], "←")}
${link(pages[at + 1], "→")}
</nav>
</footer>
</body>
</html>
`;
}
