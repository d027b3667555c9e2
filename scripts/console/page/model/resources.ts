import { readJson } from "../../../execution/json.ts";
import type { EventJson } from "../../messages.ts";

/** A resource that a state works with, and where StackPort shows it. */
export interface Resource {
  title: string;
  /** An address in StackPort. */
  place: string;
}

/** By the names of a task's parameters: what people call the resource, and what StackPort calls it. */
const kinds: Record<string, [title: string, service: string, word: string]> = {
  FunctionName: ["function", "lambda", "function"],
  TableName: ["table", "dynamodb", "table"],
  QueueUrl: ["queue", "sqs", "queue"],
  TopicArn: ["topic", "sns", "topic"],
  Bucket: ["bucket", "s3", "bucket"],
  StreamName: ["stream", "kinesis", "stream"],
};

/** The resources that the tasks of a visit were about, by its events. */
export function resourcesOf(events: EventJson[]): Resource[] {
  const found = new Map<string, Resource>();
  const add = (parameter: string, value: string) => {
    const [title, service, word] = kinds[parameter] as [string, string, string];
    const name = nameOf(value);
    const place = `/resources/${service}?${word}=${encodeURIComponent(word === "topic" ? value : name)}`;
    found.set(place, { title: `${title} ${name}`, place });
  };
  for (const { taskScheduledEventDetails: task, lambdaFunctionScheduledEventDetails: direct } of events) {
    if (direct?.resource) add("FunctionName", direct.resource);
    const parameters = (readJson(task?.parameters) ?? {}) as Record<string, unknown>;
    for (const parameter of Object.keys(kinds)) {
      const value = parameters[parameter];
      if (typeof value === "string") add(parameter, value);
    }
  }
  return [...found.values()];
}

/** A resource's own name: the end of its ARN, or of its URL. A function's may be followed by a version. */
function nameOf(value: string): string {
  const [, name] = /:function:([^:]+)/.exec(value) ?? [];
  return name ?? value.split(/[:/]/).at(-1) ?? value;
}
