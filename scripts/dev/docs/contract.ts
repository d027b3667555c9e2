import { readFile } from "node:fs/promises";
import path from "node:path";
import { allStates, type Definition } from "../../execution/definition.ts";
import { markdownTable } from "../../report/markdown.ts";
import type { Step } from "../../shared/steps.ts";
import { definitionFile } from "../../stack/definition.ts";
import { readTemplate, type Template } from "../../stack/template.ts";

/** What the checks of a step ask for by name, as a Markdown table: taken from the course's own solution. */
export async function contractTable(step: Step): Promise<string> {
  const template = readTemplate(await readFile(step.template, "utf8"));
  const input = (await readFile(path.join(step.folder, "input.json"), "utf8")).trim();
  const rows = [
    ["Resources", ...names(byType(template))],
    ["Outputs", ...names(Object.keys(template.Outputs ?? {}))],
    ...(await Promise.all(machines(template).map(machine => rowsOf(step, machine)))).flat(),
    ["Input", code(input)],
  ];
  return `\n${markdownTable([["What", "Names"], ...rows.map(([what = "", ...all]) => [what, all.join(", ")])])}\n`;
}

type Properties = Record<string, unknown>;

function machines({ Resources }: Template): Properties[] {
  return Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
    Type === "AWS::StepFunctions::StateMachine" ? [Properties] : [],
  );
}

async function rowsOf(step: Step, properties: Properties): Promise<string[][]> {
  const file = definitionFile(properties);
  const definition = JSON.parse(await readFile(path.join(step.folder, file), "utf8")) as Definition;
  const substitutions = Object.keys((properties.DefinitionSubstitutions ?? {}) as object);
  return [
    [`States of \`${file}\``, ...names([...allStates(definition).keys()])],
    ...(substitutions.length > 0 ? [[`Substitutions of \`${file}\``, ...names(substitutions)]] : []),
  ];
}

/** The logical ids, those of the same type together. */
function byType({ Resources }: Template): string[] {
  const entries = Object.entries(Resources);
  return entries.sort(([, a], [, b]) => a.Type.localeCompare(b.Type)).map(([logicalId]) => logicalId);
}

const code = (text: string) => `\`${text}\``;
const names = (all: string[]) => all.map(code);
