import { plainText } from "../../../shared/plain-text.ts";
import { WorkflowGraph } from "../../../site/workflow-graph.tsx";
import { newestOfEach } from "../model/arrivals.ts";
import { machineTitle } from "../model/machine-title.ts";
import { known, useKnown, useTopics } from "../net/store.ts";
import { useWorkflow } from "../net/workflows.ts";
import { GraphFrame } from "../parts/graph-frame.tsx";
import { useTitle } from "../parts/title.ts";
import { Arrivals } from "./arrivals.tsx";
import { ExecutionList } from "./execution-list.tsx";
import { StartButton } from "./start-button.tsx";

/** A state machine: its workflow, and its executions. */
export function MachineView({ arn }: { arn: string }) {
  useKnown();
  useTopics(["machines", `executions ${arn}`]);
  const machine = known.machines?.find(machine => machine.arn === arn);
  const { graph, layout, problem } = useWorkflow(arn);
  const name = machine?.name ?? arn.split(":").at(-1) ?? "";
  useTitle(machineTitle(machine ?? { name }));
  return (
    <main class="machine" id="content" tabIndex={-1}>
      <header class="hero">
        <div class="what">
          <h1>{plainText(machineTitle(machine ?? { name }))}</h1>
          <p class="quiet">{plainText(name)}</p>
        </div>
        <div class="actions">
          <StartButton machine={machine ?? { arn, name }} />
        </div>
      </header>
      {problem && <p class="note wrong">{problem}</p>}
      <section class="list-panel" aria-label="Executions">
        <h2>Executions</h2>
        <ExecutionList machine={arn} />
      </section>
      {machine?.stack?.isHeard && (
        <section class="arrivals-panel" aria-label="What arrived where">
          <h2>What arrived where</h2>
          <Arrivals
            stack={machine.stack.name}
            occurrences={newestOfEach(known.executions.get(arn)?.executions ?? [])}
          />
        </section>
      )}
      {graph && layout && (
        <GraphFrame label="Workflow" layout={layout}>
          <WorkflowGraph graph={graph} layout={layout} />
        </GraphFrame>
      )}
    </main>
  );
}
