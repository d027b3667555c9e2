import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Target } from "../targets/index.ts";

interface Statement {
  Effect: "Allow" | "Deny";
  Principal: string | Record<string, string | string[]>;
  Action: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/**
 * Whom a queue's policy lets in: a line for each principal, action and source, sorted, for example
 * `Allow events.amazonaws.com sqs:SendMessage from arn:…:rule/x`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export async function queueGrants(target: Target, QueueUrl: string | undefined): Promise<string[]> {
  const { Attributes } = await target
    .client(SQSClient)
    .send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }));
  return grantsIn(Attributes?.Policy);
}

/** Whom a topic's policy lets in, in lines like a queue's. */
export async function topicGrants(target: Target, TopicArn: string | undefined): Promise<string[]> {
  const { Attributes } = await target.client(SNSClient).send(new GetTopicAttributesCommand({ TopicArn }));
  return grantsIn(Attributes?.Policy);
}

/** Whom a function's policy lets in, in lines like a queue's. */
export async function functionGrants(target: Target, FunctionName: string | undefined): Promise<string[]> {
  const { Policy } = await target.client(LambdaClient).send(new GetPolicyCommand({ FunctionName }));
  return grantsIn(Policy);
}

function grantsIn(policy = '{"Statement":[]}'): string[] {
  const { Statement } = JSON.parse(policy) as { Statement: Statement | Statement[] };
  return [Statement].flat().flatMap(linesOf).sort();
}

function linesOf({ Effect, Principal, Action, Condition }: Statement): string[] {
  const principals = typeof Principal === "string" ? [Principal] : Object.values(Principal).flat();
  const ends = endsFor(Condition);
  return principals.flatMap(principal =>
    [Action].flat().flatMap(action => ends.map(end => `${Effect} ${principal} ${action} ${end}`)),
  );
}

/**
 * The source that a condition asks for, each of several by itself; any other condition as it is. The keys of conditions are
 * the same in any case, and Lambda writes them in its own.
 */
function endsFor(condition: Statement["Condition"]): string[] {
  if (!condition) return ["from anywhere"];
  const wanted = Object.entries(condition).flatMap(([operator, keys]) =>
    /^(Arn|String)(Equals|Like)$/.test(operator) ? Object.entries(keys) : [],
  );
  const [, source] = wanted.find(([key]) => key.toLowerCase() === "aws:sourcearn") ?? [];
  return source === undefined
    ? [`if ${JSON.stringify(condition)}`]
    : [source].flat().map(one => `from ${one}`);
}
