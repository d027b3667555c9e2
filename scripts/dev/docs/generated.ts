import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { courseCapacity } from "../../capacity/capacity.ts";
import { capacityMarkdown } from "../../capacity/page.ts";
import type { Definition } from "../../execution/definition.ts";
import { type Graph, graphOf } from "../../execution/graph.ts";
import { mermaid } from "../../report/mermaid.ts";
import { root } from "../../shared/paths.ts";
import { findSteps, type Step } from "../../shared/steps.ts";
import { definitionFile } from "../../stack/definition.ts";
import { readTemplate, type Template } from "../../stack/template.ts";
import { helpOf, npmScripts } from "./commands.ts";
import { contractTable } from "./contract.ts";
import { costTable } from "./cost.ts";
import { type Page, type Problem, parsePage, readPages } from "./pages.ts";
import { recordedVisits } from "./runs.ts";
import { taskList } from "./task-list.ts";

/**
 * A part of a page that a program writes, between `<!-- generated: graph 01-starter -->` and `<!-- /generated -->`:
 * the kind of part, and what it is about.
 */
const parts = /(<!-- generated: (\w+) ([\w./ -]+) -->\n)([\s\S]*?)(<!-- \/generated -->)/g;

type Generator = (subject: string) => Promise<string>;

/** The kinds of parts, each by what writes its Markdown. */
export const generators: Record<string, Generator> = {
  graph: async subject => fence("mermaid", mermaid(await graphOfStep(subject))),
  run: async subject => fence("mermaid", mermaid(await graphOfRun(subject))),
  cost: async subject => await costOfStep(await stepCalled(subject)),
  tasks: async subject => await taskListOf(await stepCalled(subject)),
  contract: async subject => await contractTable(await stepCalled(subject)),
  help: async script => fence("text", await helpOfScript(script)),
  capacity: async () => {
    const { capacities, pace } = await courseCapacity();
    return `\n${capacityMarkdown(capacities, pace)}\n\n`;
  },
};

async function taskListOf(step: Step): Promise<string> {
  const file = `docs/${step.name}.md`;
  return await taskList(step, parsePage(file, await readFile(path.join(root, file), "utf8")));
}

const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\`\`\`\n`;

/** A page's text with each generated part replaced by what its generator writes now. */
export async function regenerate(text: string, by: Record<string, Generator> = generators): Promise<string> {
  const written = await Promise.all(
    [...text.matchAll(parts)].map(async ([, start, kind = "", subject = "", old, end]) =>
      kind in by ? `${start}${await by[kind]?.(subject)}${end}` : `${start}${old}${end}`,
    ),
  );
  return text.replace(parts, () => written.shift() ?? "");
}

/** The generated parts that are not what their generators write now, or that can't be written. */
export async function generatedProblems(pages: Page[], by = generators): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { file, text } of pages) {
    for (const { 2: kind = "", 3: subject = "", 4: content, index } of text.matchAll(parts)) {
      const line = text.slice(0, index).split("\n").length;
      const message = await problemOf(by[kind], kind, subject, content);
      if (message) problems.push({ file, line, message });
    }
  }
  return problems;
}

async function problemOf(
  generator: Generator | undefined,
  kind: string,
  subject: string,
  content = "",
): Promise<string | undefined> {
  if (!generator) return `nothing generates "${kind}"`;
  try {
    if ((await generator(subject)) === content) return undefined;
    return `"${kind} ${subject}" is out of date: npm run docs -- --write`;
  } catch (error) {
    return (error as Error).message;
  }
}

async function helpOfScript(script: string): Promise<string> {
  const command = (await npmScripts())[script];
  if (!command) throw new Error(`a page shows the help of "${script}", which is not an npm script`);
  return await helpOf(script, command);
}

/** The graph of a step's state machine, or of another definition of it: `03-notifications audit.asl.json`. */
export async function graphOfStep(subject: string): Promise<Graph> {
  const [name = "", file] = subject.split(" ");
  const step = await stepCalled(name);
  return graphOf(await definitionOf(step, file));
}

/** The same, coloured by the step's recorded run. */
export async function graphOfRun(subject: string): Promise<Graph> {
  const step = await stepCalled(subject);
  return graphOf(await definitionOf(step), await recordedVisits(step));
}

async function stepCalled(name: string): Promise<Step> {
  const step = (await findSteps()).find(step => step.name === name);
  if (!step) throw new Error(`a page asks for a graph of "${name}", which is not a step`);
  return step;
}

async function costOfStep(step: Step): Promise<string> {
  return costTable(await definitionOf(step), await templateOf(step), await recordedVisits(step));
}

async function definitionOf(step: Step, file?: string): Promise<Definition> {
  const named = file ?? definitionFile((await templateOf(step)).Resources.StateMachine?.Properties);
  return JSON.parse(await readFile(path.join(step.folder, named), "utf8"));
}

const templateOf = async ({ template }: Step): Promise<Template> =>
  readTemplate(await readFile(template, "utf8"));

/** Writes the generated parts of all pages again. */
export async function writeGeneratedParts(): Promise<void> {
  for (const { file } of await readPages()) {
    const text = await readFile(path.join(root, file), "utf8");
    const written = await regenerate(text);
    if (written !== text) await writeFile(path.join(root, file), written);
  }
}
