import { didYouMean, isNear } from "../spelling.ts";
import { type Field, fieldOf, type MapTree, shown, textOf } from "../tree.ts";
import { type Check, isFilled, must, type Place } from "./check.ts";

interface Call {
  /** What the call needs; alternatives are separated by a bar. */
  needs: string[];
  takes: string[];
}

const item = [
  "ConditionalOperator",
  "ConditionExpression",
  "Expected",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
  "ReturnConsumedCapacity",
  "ReturnItemCollectionMetrics",
  "ReturnValues",
];

/**
 * The optimized integrations whose parameters are checked, which Step Functions does when a state machine is created.
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
const calls: Record<string, Record<string, Call>> = {
  lambda: {
    invoke: { needs: ["FunctionName"], takes: ["Payload", "ClientContext", "InvocationType", "Qualifier"] },
  },
  sns: {
    publish: {
      needs: ["Message", "TopicArn|TargetArn|PhoneNumber"],
      takes: ["MessageAttributes", "MessageDeduplicationId", "MessageGroupId", "MessageStructure", "Subject"],
    },
  },
  sqs: {
    sendMessage: {
      needs: ["QueueUrl", "MessageBody"],
      takes: [
        "DelaySeconds",
        "MessageAttributes",
        "MessageDeduplicationId",
        "MessageGroupId",
        "MessageSystemAttributes",
      ],
    },
  },
  dynamodb: {
    getItem: {
      needs: ["TableName", "Key"],
      takes: [
        "AttributesToGet",
        "ConsistentRead",
        "ExpressionAttributeNames",
        "ProjectionExpression",
        "ReturnConsumedCapacity",
      ],
    },
    putItem: { needs: ["TableName", "Item"], takes: item },
    updateItem: { needs: ["TableName", "Key"], takes: [...item, "AttributeUpdates", "UpdateExpression"] },
    deleteItem: { needs: ["TableName", "Key"], takes: item },
  },
  events: { putEvents: { needs: ["Entries"], takes: ["EndpointId"] } },
  states: { startExecution: { needs: ["StateMachineArn"], takes: ["Input", "Name", "TraceHeader"] } },
};

/** How a task may wait for what it calls. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
const patterns = ["sync", "sync:2", "waitForTaskToken"];

/** The ARN of a function or an activity, or of what Step Functions calls itself. */
export const resource: Check = (field, place) => {
  const found = textOf(field.value);
  if (found === undefined) return must(field, place, "an ARN");
  const integration = /^arn:[\w-]+:states:::(.*)$/.exec(found)?.[1];
  if (integration !== undefined) return checkIntegration(field, integration, place);
  if (isFilled(found) || /^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/.test(found)) return;
  place.report(
    field.line,
    `"${field.name}" is ${shown(field.value)}, which is not an ARN: write "\${Name}" and fill it in the template, or an integration such as "arn:aws:states:::lambda:invoke".`,
  );
};

function checkIntegration(field: Field, integration: string, place: Place): void {
  const wrong = (say: string) => place.report(field.line, `"${field.name}" is ${shown(field.value)}, ${say}`);
  const match = /^(aws-sdk:[a-z0-9]+|[a-z0-9-]+):([a-zA-Z0-9]+)(?:\.([\w:]+))?$/.exec(integration);
  if (!match) {
    wrong('which is not an integration: write it like "arn:aws:states:::lambda:invoke".');
    return;
  }
  const [, service = "", action = "", pattern] = match;
  if (pattern !== undefined && !patterns.includes(pattern)) {
    wrong(
      `and .${pattern} is not a way to wait${didYouMean(pattern, patterns, "; write .sync or .waitForTaskToken.")}`,
    );
    return;
  }
  if (/^[A-Z]/.test(action)) {
    wrong(`and an action begins with a small letter: "${action[0]?.toLowerCase()}${action.slice(1)}".`);
    return;
  }
  const known = calls[service];
  if (known && !Object.hasOwn(known, action))
    wrong(
      `and ${service} has no integration "${action}"${didYouMean(action, Object.keys(known), `; others are reached by "arn:aws:states:::aws-sdk:${service}:${action}".`)}`,
    );
}

/** What a Task state gives to the integration that it calls. */
export function checkArguments(state: MapTree, at: number, place: Place): void {
  const [, service = "", action = ""] =
    /^arn:[\w-]+:states:::([a-z]+):([a-zA-Z]+)/.exec(textOf(fieldOf(state, "Resource")?.value) ?? "") ?? [];
  const call = calls[service]?.[action];
  if (!call) return;
  const name = place.language === "JSONata" ? "Arguments" : "Parameters";
  const given = fieldOf(state, name);
  if (given && given.value.kind !== "map") return;
  const names =
    given?.value.kind === "map"
      ? given.value.fields.map(field => ({ ...field, name: field.name.replace(/\.\$$/, "") }))
      : [];
  const all = [...call.needs.flatMap(need => need.split("|")), ...call.takes];
  const title = `${service}:${action}`;
  for (const field of names) {
    if (!all.includes(field.name)) {
      place.report(
        field.line,
        `"${field.name}" is not a parameter of ${title}${didYouMean(field.name, all, "; take it out.")}`,
      );
    }
  }
  for (const need of call.needs) {
    const words = need.split("|");
    if (!names.some(field => words.some(word => isNear(field.name, word))))
      place.report(
        given?.line ?? at,
        `"${words.join('" or "')}" is missing in "${name}": ${title} needs it.`,
      );
  }
}
