import { useEffect, useState } from "preact/hooks";
import type { Definition } from "../../../execution/definition.ts";
import { type Graph, graphOf } from "../../../execution/graph.ts";
import { readJson } from "../../../execution/json.ts";
import type { Layout } from "../../../execution/layout.ts";
import type { Workflow } from "../../messages.ts";
import { look } from "./client.ts";

interface Told {
  arn: string;
  graph?: Graph | undefined;
  layout?: Layout | undefined;
  problem?: string;
}

/** The workflow of a state machine as it is now, and what is wrong where it can't be read. */
export function useWorkflow(arn: string): Omit<Told, "arn"> {
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    let isOver = false;
    const tell = (next: Told) => isOver || setTold(next);
    look<Workflow>("machine", { machine: arn }).then(
      ({ definition, layout }) =>
        tell({ arn, layout, graph: layout && graphOf(readJson(definition) as Definition) }),
      error => tell({ arn, problem: error.message }),
    );
    return () => {
      isOver = true;
    };
  }, [arn]);
  return told?.arn === arn ? told : {};
}
