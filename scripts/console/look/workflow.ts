import type { Definition } from "../../execution/definition.ts";
import { graphOf } from "../../execution/graph.ts";
import { readJson } from "../../execution/json.ts";
import { layoutOf } from "../../execution/layout.ts";
import type { Workflow } from "../messages.ts";

/** A definition, in JSON, with where its states are drawn. */
export function workflowOf(definition: string): Workflow {
  const read = readJson(definition) as Definition | string | undefined;
  const isDrawn = typeof read === "object" && read !== null && typeof read.States === "object";
  return { definition, ...(isDrawn && { layout: layoutOf(graphOf(read)) }) };
}
