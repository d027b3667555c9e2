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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' data:">
<title>${escapeHtml(page.title)} · Step Functions Workshop</title>
<link rel="icon" href="assets/icon.svg">
<link rel="stylesheet" href="assets/tokens.css">
<link rel="stylesheet" href="assets/graph.css">
<link rel="stylesheet" href="assets/site.css">
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
