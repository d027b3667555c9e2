import { plainText } from "../../../shared/plain-text.ts";
import type { Machine } from "../../messages.ts";
import { groupsOf } from "../model/groups.ts";
import { machineTitle } from "../model/machine-title.ts";
import { known, state, useKnown, useTopics } from "../net/store.ts";
import { addressOf, Link, type Route } from "../route.tsx";
import { CourseNav } from "./course.tsx";
import { ExecutionList } from "./execution-list.tsx";

/** The state machines; below the one that is shown, its executions. */
export function Sidebar({ route }: { route: Route }) {
  useKnown();
  const current = currentMachine(route);
  useTopics(["machines", ...(current ? [`executions ${current}`] : [])]);
  if (route.view === "lesson") return <CourseNav current={route.name} />;
  if (route.view === "overview") return null;
  const groups = groupsOf(known.machines ?? [], state.about?.learner ?? "");
  const shown = groups.filter(({ isOwn, machines }) => isOwn || machines.some(({ arn }) => arn === current));
  return (
    <nav class="sidebar" aria-label="State machines">
      {(shown.length > 0 ? shown : groups).map(({ title, machines }) => (
        <section key={title}>
          <h2>{plainText(title)}</h2>
          {machines.map(machine => (
            <Entry key={machine.arn} machine={machine} isCurrent={machine.arn === current} route={route} />
          ))}
        </section>
      ))}
    </nav>
  );
}

function Entry({ machine, isCurrent, route }: { machine: Machine; isCurrent: boolean; route: Route }) {
  return (
    <>
      <Link
        to={addressOf.machine(machine.arn)}
        class="machine"
        current={isCurrent && route.view === "machine"}
      >
        {plainText(machineTitle(machine))}
      </Link>
      {isCurrent && route.view === "execution" && <ExecutionList machine={machine.arn} current={route.arn} />}
    </>
  );
}

/** The state machine that a view is about; of a child execution, the one of its parent. */
function currentMachine(route: Route): string | undefined {
  if (route.view === "machine") return route.arn;
  if (route.view !== "execution" && route.view !== "map-run") return undefined;
  const [arn, partition, service, region, account, , name = ""] = route.arn.split(":");
  return [arn, partition, service, region, account, "stateMachine", name.split("/")[0]].join(":");
}
