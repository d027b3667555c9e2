import { renderToString } from "preact-render-to-string";
import { headOf } from "./page-head.ts";
import type { Page } from "./pages.ts";
import { fileOf } from "./render.ts";
import { TopBar } from "./top-bar.tsx";

/** A whole page of the site: what is around its text, which is HTML. The text needs no JavaScript; the search does. */
export function layout(page: Page, pages: Page[], content: string): string {
  const head = headOf({
    title: `${page.title} · Step Functions Workshop`,
    styles: ["tokens", "frame", "prose", "graph", "site"].map(name => `assets/${name}.css`),
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
${renderToString(<Body page={page} pages={pages} content={content} />)}
</body>
</html>
`;
}

function Body({ page, pages, content }: { page: Page; pages: Page[]; content: string }) {
  const at = pages.indexOf(page);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the text
      </a>
      <TopBar home="index.html" icon="assets/icon.svg">
        <Search />
      </TopBar>
      <nav class="pages" aria-label="Pages">
        <ol>
          {pages.map(to => (
            <li key={to.file}>
              <a href={fileOf(to)} aria-current={to === page ? "page" : undefined}>
                {to.title}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <main class="prose" id="content" tabIndex={-1} dangerouslySetInnerHTML={{ __html: content }} />
      <Sections page={page} />
      <footer>
        <nav aria-label="Previous and next page">
          <Beside page={pages[at - 1]} word="Before" />
          <Beside page={pages[at + 1]} word="Next" />
        </nav>
      </footer>
    </>
  );
}

function Search() {
  return (
    <search>
      <form id="search" hidden>
        <label class="unseen" for="query">
          Search
        </label>
        <input
          id="query"
          type="search"
          placeholder="Search"
          autocomplete="off"
          spellcheck={false}
          aria-controls="results"
        />
        <kbd>/</kbd>
        <p id="found" role="status" />
        <ol id="results" hidden />
      </form>
    </search>
  );
}

/** The way to each section of a page, where there is room beside the text. */
function Sections({ page }: { page: Page }) {
  const sections = page.headings.filter(({ level }) => level === 2 || level === 3);
  if (sections.length < 2) return null;
  return (
    <nav class="sections" aria-label="On this page">
      <ol>
        {sections.map(({ slug, text, level }) => (
          <li key={slug} class={level === 3 ? "inner" : ""}>
            <a href={`#${slug}`}>{text}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Beside({ page, word }: { page: Page | undefined; word: string }) {
  if (!page) return <span />;
  return (
    <a href={fileOf(page)}>
      <span>{word}</span> {page.title}
    </a>
  );
}
