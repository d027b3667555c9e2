import path from "node:path";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { withGraphs } from "../../site/course-pages.ts";
import { markdown, type Page, readPages } from "../../site/pages.ts";
import { renderPage } from "../../site/render.ts";

const nameOf = ({ file }: Page) => path.posix.basename(file, ".md");

const addresses = {
  page: (page: Page) => (nameOf(page) === "README" ? "/" : `/lessons/${nameOf(page)}`),
  picture: (picture: string) => `/${picture}`,
};

/** A page of the docs as a document whose body is the page's text, as the site has it. Throws a UserError for one that is not there. */
export async function pageDocument(name: string): Promise<string> {
  const pages = await readPages();
  const page = pages.find(page => nameOf(page) === name);
  if (!page) throw new UserError(`There is no page "${name}".`, exitCodes.usage);
  const text = renderPage(await withGraphs(page), pages, addresses);
  return `<!doctype html><title>${markdown.utils.escapeHtml(page.title)}</title>${text}`;
}
