import { createHash } from "node:crypto";
import { definitionFile } from "./definition.ts";
import type { PlannedStack, StepPlan } from "./plan.ts";

/** What a stack has from a file beside its template, and what may be replaced without CloudFormation. */
export interface Content {
  /** The resource that has it. */
  logicalId: string;
  kind: "code" | "definition";
  /** A definition's substitutions are still open. */
  text: string;
}

/** The code of a stack's functions and the definitions of its state machines, as far as they are files of their own. */
export function contentsOf({ template, code, definitions }: PlannedStack): Content[] {
  return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]): Content[] => {
    if (Type === "AWS::Lambda::Function") {
      const text = code[String((Properties?.Code as { ZipFile?: unknown } | undefined)?.ZipFile)];
      return text === undefined ? [] : [{ logicalId, kind: "code", text }];
    }
    if (Type !== "AWS::StepFunctions::StateMachine") return [];
    const text = definitions[definitionFile(Properties)];
    return text === undefined ? [] : [{ logicalId, kind: "definition", text }];
  });
}

/** Tells what only CloudFormation changes in a step's stacks, which is all but those contents, from any other state of it. */
export function hashOfRest({ needed, own }: StepPlan): string {
  return hashOf(JSON.stringify([needed.map(({ name, body }) => [name, body]), own.template, own.parameters]));
}

/** Tells a text from any other. */
export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
