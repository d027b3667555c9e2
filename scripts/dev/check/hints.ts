import { readFile } from "node:fs/promises";
import path from "node:path";
import { filesIn } from "../../learn/work.ts";
import type { Page } from "../../site/pages.ts";
import type { Problem } from "../docs/problem.ts";

/** Characters: a hint that is shorter says nothing. */
const shortest = 10;

/** The hints in the code of a folder of the course that say nothing. */
export async function emptyHints(folder: string, from: string): Promise<Problem[]> {
  const hints = await literalsIn(
    folder,
    from,
    /\bhint:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`)/g,
  );
  return hints
    .filter(({ literal }) => literal.trim().length < shortest)
    .map(({ file, line, literal }) => ({ file, line, message: `the hint "${literal}" is no help` }));
}

/** The sections that hints there send a learner to, on a step's page or another one, and that do not exist. */
export async function lostSections(
  folder: string,
  from: string,
  page: Page,
  pages: Page[],
): Promise<Problem[]> {
  const sections = await literalsIn(folder, from, /\bsection(?:: | = )"([^"]*)"/g);
  return sections.flatMap(({ file, line, literal }) => {
    const [slug = "", name] = literal.split("#").reverse();
    const where = name === undefined ? page : pages.find(({ file }) => file === `docs/${name}.md`);
    if (where?.headings.some(heading => heading.slug === slug)) return [];
    return [{ file, line, message: `the section "${literal}" is on no page` }];
  });
}

/** What a pattern finds in the TypeScript of a folder, tests and handlers aside. */
async function literalsIn(folder: string, from: string, pattern: RegExp) {
  const files = filesIn(path.join(folder, from)).filter(
    file => /^[^.]*\.ts$/.test(file) && !file.includes("handlers/"),
  );
  const found = files.map(async name => {
    const file = `${from}/${name}`;
    const text = await readFile(path.join(folder, file), "utf8");
    return [...text.matchAll(pattern)].map(match => ({
      file,
      line: text.slice(0, match.index).split("\n").length,
      literal: match.slice(1).find(group => group !== undefined) ?? "",
    }));
  });
  return (await Promise.all(found)).flat();
}
