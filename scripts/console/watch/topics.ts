import type { Target } from "../../targets/index.ts";
import type { TopicName } from "../messages.ts";
import { executionTopic } from "./execution.ts";
import { executionsTopic } from "./executions.ts";
import { machinesTopic } from "./machines.ts";
import { mapRunTopic } from "./map-run.ts";
import type { Topic } from "./poller.ts";
import { receiversTopic } from "./receivers.ts";

/** The kinds of topics by the first word of their names; what follows it says what they are about. */
const kinds: Record<string, (target: Target, about: string) => Topic> = {
  execution: executionTopic,
  executions: executionsTopic,
  "map-run": mapRunTopic,
  receivers: receiversTopic,
};

/** Whether there is a topic of this name. */
export function isTopic(name: TopicName): boolean {
  const [kind = "", about] = name.split(/ (.*)/s);
  return name === "machines" || (Object.hasOwn(kinds, kind) && Boolean(about));
}

/** Makes the topics of a target. Throws for a name that `isTopic` does not know. */
export function topicsOf(target: Target, learner: string): (name: TopicName) => Topic {
  return name => {
    const [kind = "", about = ""] = name.split(/ (.*)/s);
    if (kind === "machines") return machinesTopic(target, learner);
    const make = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (!make) throw new Error(`There is no topic "${name}".`);
    return make(target, about);
  };
}
