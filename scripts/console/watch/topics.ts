import type { Target } from "../../targets/index.ts";
import { courseTopic } from "../lesson/course-topic.ts";
import { lessonTopic } from "../lesson/lesson-topic.ts";
import type { Lessons } from "../lesson/lessons.ts";
import type { TopicName } from "../messages.ts";
import { executionTopic } from "./execution.ts";
import { executionsTopic } from "./executions.ts";
import { machinesTopic } from "./machines.ts";
import { mapRunTopic } from "./map-run.ts";
import type { Topic } from "./poller.ts";
import { receiversTopic } from "./receivers.ts";

/** What topics are made from. */
interface Sources {
  target: Target;
  learner: string;
  lessons: Lessons;
}

/** Topics by their names. */
const topics: Record<string, (sources: Sources) => Topic> = {
  course: courseTopic,
  machines: ({ target, learner }) => machinesTopic(target, learner),
};

/** The kinds of topics by the first word of their names; what follows it says what they are about. */
const kinds: Record<string, (sources: Sources, about: string) => Topic> = {
  execution: ({ target }, arn) => executionTopic(target, arn),
  executions: ({ target }, arn) => executionsTopic(target, arn),
  lesson: ({ lessons }, step) => lessonTopic(lessons, step),
  "map-run": ({ target }, arn) => mapRunTopic(target, arn),
  receivers: ({ target }, stack) => receiversTopic(target, stack),
};

/** Whether there is a topic of this name. */
export function isTopic(name: TopicName): boolean {
  const [kind = "", about] = name.split(/ (.*)/s);
  return about ? Object.hasOwn(kinds, kind) : Object.hasOwn(topics, name);
}

/** Makes topics. Throws for a name that `isTopic` does not know. */
export function topicsOf(sources: Sources): (name: TopicName) => Topic {
  return name => {
    const [kind = "", about = ""] = name.split(/ (.*)/s);
    const topic = about ? kinds[kind]?.(sources, about) : topics[name]?.(sources);
    if (!topic || !isTopic(name)) throw new Error(`There is no topic "${name}".`);
    return topic;
  };
}
