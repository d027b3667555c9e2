import { graphSvg } from "./graph-svg.tsx";
import { type Page, parsePage, readPages } from "./pages.ts";
import { type Generator, regenerate } from "./parts.ts";
import { graphOfRun, graphOfStep } from "./step-graphs.ts";

/** Graphs are drawn where a page is rendered, so that it needs neither a diagram library nor another server. */
const drawn: Record<string, Generator> = {
  graph: async subject => figure("Workflow", graphSvg(await graphOfStep(subject))),
  run: async subject => figure("A real run", graphSvg(await graphOfRun(subject))),
};

const figure = (caption: string, svg: string) =>
  `<figure class="graph" tabindex="0">\n${svg}\n<figcaption>${caption}</figcaption>\n</figure>\n`;

/** A page with its graphs drawn. Other generated parts are as they were written. */
export async function withGraphs({ file, text }: Page): Promise<Page> {
  return parsePage(file, await regenerate(text, drawn));
}

/** The pages of the course, with their graphs drawn. */
export async function coursePages(): Promise<Page[]> {
  return await Promise.all((await readPages()).map(withGraphs));
}
