import { useMemo, useState } from "preact/hooks";
import { howMany } from "../../../site/words.ts";
import { occurrencesOf } from "../model/arrivals.ts";
import { useChosen } from "../model/chosen.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { known, useKnown, useTopics } from "../net/store.ts";
import { Tabs } from "../parts/tabs.tsx";
import { Arrivals } from "./arrivals.tsx";
import { Events } from "./events.tsx";
import { FailureCard } from "./failure-card.tsx";
import { GraphPanel } from "./graph-panel.tsx";
import { Hero } from "./hero.tsx";
import { Inspector } from "./inspector.tsx";
import { Messages, sendsMessages } from "./messages.tsx";
import { Timeline } from "./timeline.tsx";

/** An execution: its graph, what is chosen in it, its timeline and its events. */
export function Execution({ arn }: { arn: string }) {
  useKnown();
  const topic = `execution ${arn}`;
  useTopics([topic]);
  const model = known.execution?.topic === topic ? known.execution : undefined;
  const problem = known.problems.get(topic);
  // Its status comes before its events: a graph of which nothing is coloured yet would tell something else.
  const isKnown = model?.info && (model.events.length > 0 || model.isAll);
  if (!model || !isKnown) {
    return (
      <main class="execution empty" id="content" tabIndex={-1}>
        <h1>{problem ? "This execution can't be shown" : "Looking for the execution …"}</h1>
        {problem && <p>{problem}</p>}
      </main>
    );
  }
  return <Known model={model} />;
}

function Known({ model }: { model: ExecutionModel }) {
  const chosen = useChosen(model);
  const [tab, setTab] = useState("timeline");
  const failure = useMemo(() => model.failure(), [model, model.version]);
  const { info } = model;
  if (!info) return null;
  const stack = known.machines?.find(({ arn }) => arn === info.machineArn)?.stack;
  const count = howMany(model.events.length);
  return (
    <main class="execution" id="content" tabIndex={-1}>
      <Hero model={model} />
      {failure && <FailureCard failure={failure} status={info.status} chosen={chosen} />}
      <GraphPanel model={model} chosen={chosen} />
      <Inspector key={model.topic} model={model} chosen={chosen} />
      <section class="below" aria-label="Timeline and events">
        <Tabs
          label="What happened"
          chosen={tab}
          choose={setTab}
          tabs={[
            {
              id: "timeline",
              title: "Timeline",
              key: "1",
              content: () => <Timeline model={model} chosen={chosen} />,
            },
            {
              id: "events",
              title: `Events ${model.isAll ? count : `${count} …`}`,
              key: "2",
              content: () => <Events model={model} chosen={chosen} />,
            },
            ...(sendsMessages(model)
              ? [
                  {
                    id: "messages",
                    title: "Text messages",
                    key: "3",
                    content: () => <Messages model={model} />,
                  },
                ]
              : []),
            ...(stack?.isHeard
              ? [
                  {
                    id: "arrivals",
                    title: "What arrived where",
                    key: "4",
                    content: () => <Arrivals stack={stack.name} occurrences={occurrencesOf(info)} />,
                  },
                ]
              : []),
          ]}
        />
      </section>
    </main>
  );
}
