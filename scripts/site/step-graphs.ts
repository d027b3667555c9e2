import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Definition } from "../execution/definition.ts";
import { type Graph, graphOf } from "../execution/graph.ts";
import { findSteps, type Step } from "../shared/steps.ts";
import { definitionFile } from "../stack/definition.ts";
import { readTemplate, type Template } from "../stack/template.ts";
import { recordedVisits } from "./recorded-runs.ts";

/** The graph of a step's state machine, or of another definition of it: `03-notifications audit.asl.json`. */
export async function graphOfStep(subject: string): Promise<Graph> {
  const [name = "", file] = subject.split(" ");
  return graphOf(await definitionOf(await stepCalled(name), file));
}

/** The same, coloured by the step's recorded run. */
export async function graphOfRun(subject: string): Promise<Graph> {
  const step = await stepCalled(subject);
  return graphOf(await definitionOf(step), await recordedVisits(step));
}

/** The step of this name. Throws where there is none. */
export async function stepCalled(name: string): Promise<Step> {
  const step = (await findSteps()).find(step => step.name === name);
  if (!step) throw new Error(`a page asks for a graph of "${name}", which is not a step`);
  return step;
}

/** The definition of a step's state machine, or the one in another of its files. */
export async function definitionOf(step: Step, file?: string): Promise<Definition> {
  const named = file ?? definitionFile((await templateOf(step)).Resources.StateMachine?.Properties);
  return JSON.parse(await readFile(path.join(step.folder, named), "utf8"));
}

/** The template of a step. */
export async function templateOf({ template }: Step): Promise<Template> {
  return readTemplate(await readFile(template, "utf8"));
}
