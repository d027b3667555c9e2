import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { courseCapacity } from "../../capacity/capacity.ts";
import { capacityMarkdown } from "../../capacity/page.ts";
import { mermaid } from "../../report/mermaid.ts";
import { root } from "../../shared/paths.ts";
import type { Step } from "../../shared/steps.ts";
import { type Page, parsePage, readPages } from "../../site/pages.ts";
import { type Generator, parts, regenerate } from "../../site/parts.ts";
import { recordedVisits } from "../../site/recorded-runs.ts";
import { definitionOf, graphOfRun, graphOfStep, stepCalled, templateOf } from "../../site/step-graphs.ts";
import { helpOf, npmScripts } from "./commands.ts";
import { contractTable } from "./contract.ts";
import { costTable, mapCostTable } from "./cost.ts";
import type { Problem } from "./problem.ts";
import { taskList } from "./task-list.ts";

/** The kinds of parts, each by what writes its Markdown. */
export const generators: Record<string, Generator> = {
  graph: async subject => fence("mermaid", mermaid(await graphOfStep(subject))),
  run: async subject => fence("mermaid", mermaid(await graphOfRun(subject))),
  cost: async subject => await costOfStep(await stepCalled(subject)),
  mapcost: async subject => {
    const [name = "", file] = subject.split(" ");
    return mapCostTable(await definitionOf(await stepCalled(name), file));
  },
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

async function costOfStep(step: Step): Promise<string> {
  return costTable(await definitionOf(step), await templateOf(step), await recordedVisits(step));
}

/** Writes the generated parts of all pages again. */
export async function writeGeneratedParts(): Promise<void> {
  for (const { file } of await readPages()) {
    const text = await readFile(path.join(root, file), "utf8");
    const written = await regenerate(text, generators);
    if (written !== text) await writeFile(path.join(root, file), written);
  }
}
