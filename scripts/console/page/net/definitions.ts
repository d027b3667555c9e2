import { useEffect, useState } from "preact/hooks";
import type { Definition } from "../../../execution/definition.ts";
import { readJson } from "../../../execution/json.ts";
import { look } from "./client.ts";

interface Told {
  arn: string;
  definition?: Definition | undefined;
  problem?: string;
}

/** The definition of a state machine as it is now, and what is wrong where it can't be read. */
export function useDefinition(arn: string): Omit<Told, "arn"> {
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    let isOver = false;
    const tell = (next: Told) => isOver || setTold(next);
    look<{ definition: string }>("machine", { machine: arn }).then(
      ({ definition }) => tell({ arn, definition: definitionIn(definition) }),
      error => tell({ arn, problem: error.message }),
    );
    return () => {
      isOver = true;
    };
  }, [arn]);
  return told?.arn === arn ? told : {};
}

function definitionIn(text: string): Definition | undefined {
  const read = readJson(text) as Definition | string | undefined;
  return typeof read === "object" && read.States ? read : undefined;
}
