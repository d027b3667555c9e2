import path from "node:path";
import type { Page } from "../../site/pages.ts";
import type { Problem } from "./problem.ts";

interface Link {
  href: string;
  line: number;
}

/** The links into the repository that lead nowhere: no such file, or no such heading on a page. */
export async function linkProblems(
  pages: Page[],
  exists: (file: string) => Promise<boolean>,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const page of pages) {
    for (const { href, line } of linksOf(page)) {
      if (/^[a-z]+:/i.test(href)) continue;
      const [file = "", anchor] = href.split("#");
      const target = file ? path.posix.join(path.posix.dirname(page.file), decodeURI(file)) : page.file;
      const targetPage = pages.find(({ file }) => file === target);
      if (!targetPage && !(await exists(target))) {
        problems.push({ file: page.file, line, message: `the link ${href} leads to no file` });
      } else if (anchor && targetPage && !targetPage.headings.some(({ slug }) => slug === anchor)) {
        problems.push({ file: page.file, line, message: `${target} has no heading #${anchor}` });
      }
    }
  }
  return problems;
}

function linksOf({ tokens }: Page): Link[] {
  let line = 1; // the cells of a table have no line of their own, its rows have
  return tokens.flatMap(({ children, map }) => {
    if (map) line = map[0] + 1;
    return (children ?? []).flatMap(({ type, attrs }) => {
      const name = type === "link_open" ? "href" : type === "image" ? "src" : undefined;
      const href = attrs?.find(([key]) => key === name)?.[1];
      return href ? [{ href: String(href), line }] : [];
    });
  });
}
