import { allStates, type Definition, type State } from "../../execution/definition.ts";
import { definitionFile } from "../../stack/definition.ts";
import type { Resource, Template } from "../../stack/template.ts";

/**
 * A permission in one line: `HelloRole: lambda:InvokeFunction on HelloFunction.Arn` for a role, and for a service,
 * which resource policies let in, `events.amazonaws.com: sqs:SendMessage on Queue.Arn from Rule.Arn`. Resources are
 * named as the template names them.
 */
export type Permission = string;

/** A template with all that its permissions follow from. */
export interface Sources {
  template: Template;
  /** The definitions of its state machines by file name. */
  definitions: Record<string, Definition>;
  /** The templates of the stacks that it needs, by the parameter that takes the stack's name. */
  needed: Record<string, Template>;
}

// biome-ignore lint/suspicious/noExplicitAny: as free as CloudFormation
type Properties = Record<string, any>;
type Rule = (properties: Properties, logicalId: string, sources: Sources) => Permission[];

/** What the resources of a template need, one rule for each type of resource that calls others. */
const rules: Record<string, Rule> = {
  "AWS::Lambda::Function": ({ Role, LoggingConfig, Environment }) => [
    assumed(Role, "lambda"),
    permission(Role, "logs:CreateLogStream", `${LoggingConfig.LogGroup.Ref}.Arn`),
    permission(Role, "logs:PutLogEvents", `${LoggingConfig.LogGroup.Ref}.Arn`),
    // By our convention such a variable holds the name of a parameter, which the function reads.
    ...Object.entries<Properties>(Environment?.Variables ?? {})
      .filter(([name]) => name.endsWith("_PARAMETER"))
      .map(([, { Ref }]) =>
        permission(
          Role,
          "ssm:GetParameter",
          `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter\${${Ref}}`,
        ),
      ),
  ],

  "AWS::StepFunctions::StateMachine": (properties, _, sources) => {
    const definition = sources.definitions[definitionFile(properties)] as Definition;
    const tasks = [...allStates(definition).values()].filter(({ Type }) => Type === "Task");
    return [
      assumed(properties.RoleArn, "states"),
      ...tasks.map(task => {
        const [action, resource] = taskNeeds(task, properties.DefinitionSubstitutions ?? {}, sources);
        return permission(properties.RoleArn, action, resource);
      }),
    ];
  },

  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
  "AWS::ApiGateway::Method": ({ Integration }, _, { template }) => {
    const action = /:states:action\/(\w+)/.exec(shown(Integration?.Uri, template))?.[1];
    if (!action) return [];
    const resource =
      action === "StartExecution" || action === "ListExecutions"
        ? "StateMachine.Arn"
        : "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${StateMachine.Name}:*";
    return [
      assumed(Integration.Credentials, "apigateway"),
      permission(Integration.Credentials, `states:${action}`, resource),
    ];
  },

  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
  // In a topic's policy EventBridge does not support conditions, so it can't say which rule.
  "AWS::Events::Rule": ({ Name, Targets = [] }: Properties, logicalId, { template }) =>
    Targets.flatMap(({ Arn, RoleArn, DeadLetterConfig }: Properties) => {
      const target = shown(Arn, template);
      const actions = targetActions[typeOf(target, template)] ?? [`unknown action for the target ${target}`];
      const rule = Name ? `${ruleArn}${shown(Name, template)}` : `${logicalId}.Arn`;
      return [
        ...(RoleArn
          ? [assumed(RoleArn, "events"), ...actions.map(action => permission(RoleArn, action, target))]
          : actions.map(action => entry("events", action, target, action === "sns:Publish" ? "" : rule))),
        ...(DeadLetterConfig
          ? [entry("events", "sqs:SendMessage", shown(DeadLetterConfig.Arn, template), rule)]
          : []),
      ];
    }),

  // https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
  "AWS::SNS::Subscription": ({ TopicArn, Endpoint }, _, { template }) => {
    const subscriber = shown(Endpoint, template);
    const actions = targetActions[typeOf(subscriber, template)] ?? [`unknown action for ${subscriber}`];
    return actions.map(action => entry("sns", action, subscriber, shown(TopicArn, template)));
  },

  // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
  "AWS::KinesisFirehose::DeliveryStream": ({ ExtendedS3DestinationConfiguration: s3 }, _, { template }) => {
    const bucket = shown(s3.BucketARN, template);
    return [
      assumed(s3.RoleARN, "firehose"),
      ...["GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"].map(action =>
        permission(s3.RoleARN, `s3:${action}`, bucket),
      ),
      ...["AbortMultipartUpload", "GetObject", "PutObject"].map(action =>
        permission(s3.RoleARN, `s3:${action}`, `${bucket}/*`),
      ),
    ];
  },
};

/** A rule that has a name may be referred to before it is there. */
const ruleArn = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/";

/** What EventBridge does to a target, and SNS to a subscriber, by its type. */
const targetActions: Record<string, string[]> = {
  "AWS::SNS::Topic": ["sns:Publish"],
  "AWS::SQS::Queue": ["sqs:SendMessage"],
  "AWS::Lambda::Function": ["lambda:InvokeFunction"],
  "AWS::Kinesis::Stream": ["kinesis:PutRecord"],
  // One event or several: AWS's console makes roles with both.
  "AWS::KinesisFirehose::DeliveryStream": ["firehose:PutRecord", "firehose:PutRecordBatch"],
  "AWS::StepFunctions::StateMachine": ["states:StartExecution"],
};

/** The action and the resource of a Task state. Throws for an integration that has no rule here yet. */
function taskNeeds(
  { Resource = "", Parameters, Arguments = {} }: State,
  substitutions: Properties,
  { template, needed }: Sources,
): [action: string, resource: string] {
  const filled = (text: unknown) => {
    const name = /^\$\{(\w+)\}$/.exec(String(text))?.[1];
    return name ? shown(substitutions[name], template) : String(text);
  };
  const given = Parameters ?? (Arguments as Properties);
  if (Resource.startsWith("${")) return ["lambda:InvokeFunction", filled(Resource)];
  switch (Resource.replace(/^arn:aws:states:::/, "")) {
    case "lambda:invoke":
      return ["lambda:InvokeFunction", filled(given.FunctionName)];
    case "dynamodb:putItem":
      return ["dynamodb:PutItem", tableArn(filled(given.TableName), needed)];
    case "sqs:sendMessage":
    case "sqs:sendMessage.waitForTaskToken":
      return ["sqs:SendMessage", queueArn(substitutions, given.QueueUrl)];
    case "sns:publish":
      // A phone number has no ARN; topics and apps have, and are left out by theirs.
      return "PhoneNumber.$" in given || "PhoneNumber" in given
        ? ["sns:Publish", "anything but arn:${AWS::Partition}:sns:*:*:*"]
        : ["sns:Publish", filled(given.TopicArn)];
    default:
      throw new Error(`There is no rule yet for what a task with the resource ${Resource} needs`);
  }
}

/** The ARN of a queue, whose URL a definition is told as `!Ref Queue`. */
function queueArn(substitutions: Properties, queueUrl: unknown): string {
  const name = /^\$\{(\w+)\}$/.exec(String(queueUrl))?.[1] ?? "";
  const { Ref } = substitutions[name] ?? {};
  return Ref ? `${Ref}.Arn` : String(queueUrl);
}

/** How a template imports the ARN of a table that a stack it needs has made, and exports. */
function tableArn(tableName: string, needed: Record<string, Template>): string {
  for (const [parameter, template] of Object.entries(needed)) {
    const inStack = (value: unknown) =>
      shown(value, template).replace("${AWS::StackName}", `\${${parameter}}`);
    for (const { Value, Export } of Object.values(template.Outputs ?? {}) as Properties[]) {
      const [logicalId] = Value["Fn::GetAtt"] ?? [];
      const table = template.Resources[logicalId];
      if (
        Export &&
        table?.Type === "AWS::DynamoDB::Table" &&
        inStack(table.Properties?.TableName) === tableName
      )
        return `import ${inStack(Export.Name)}`;
    }
  }
  throw new Error(`No stack that the template needs exports the ARN of the table ${tableName}`);
}

/** The permissions that a template's resources need, sorted. */
export function neededPermissions(sources: Sources): Permission[] {
  return sorted(
    Object.entries(sources.template.Resources).flatMap(
      ([logicalId, { Type, Properties = {} }]) => rules[Type]?.(Properties, logicalId, sources) ?? [],
    ),
  );
}

/** The permissions that a template's roles and resource policies grant, sorted. */
export function grantedPermissions(template: Template): Permission[] {
  return sorted(
    Object.entries(template.Resources).flatMap(([logicalId, resource]) =>
      granted(logicalId, resource, template),
    ),
  );
}

function granted(logicalId: string, { Type, Properties = {} }: Resource, template: Template): Permission[] {
  const properties = Properties as Properties;
  switch (Type) {
    case "AWS::IAM::Role":
      return [
        ...list(properties.AssumeRolePolicyDocument.Statement).map(
          ({ Principal }) => `${logicalId}: assumed by ${Object.values(Principal)}`,
        ),
        ...list(properties.ManagedPolicyArns).map(arn => `${logicalId}: all of ${shown(arn, template)}`),
        ...list(properties.Policies)
          .map(policy => policy["Fn::If"]?.[1] ?? policy)
          .flatMap(({ PolicyDocument }) => statements(logicalId, PolicyDocument, template)),
      ];
    case "AWS::IAM::Policy":
    case "AWS::IAM::ManagedPolicy":
      return list(properties.Roles).flatMap(({ Ref }) =>
        statements(Ref, properties.PolicyDocument, template),
      );
    case "AWS::SNS::TopicPolicy":
    case "AWS::SQS::QueuePolicy":
      return statements("", properties.PolicyDocument, template);
    case "AWS::Lambda::Permission": {
      const { FunctionName, Principal, Action, SourceArn } = properties;
      const resource = FunctionName.Ref ? `${FunctionName.Ref}.Arn` : shown(FunctionName, template);
      return [`${Principal}: ${Action} on ${resource} from ${shown(SourceArn, template)}`];
    }
    default:
      return [];
  }
}

function statements(holder: string, document: Properties, template: Template): Permission[] {
  return list(document.Statement).flatMap(statement => {
    const { Effect, Principal, Action, NotAction, Resource, NotResource, Condition } = statement;
    const who = holder || Object.values(Principal).join();
    const effect = Effect === "Allow" ? "" : `${Effect} `;
    const actions = Action ? list(Action) : [`anything but ${list(NotAction)}`];
    const resources = Resource
      ? list(Resource).map(resource => shown(resource, template))
      : [`anything but ${list(NotResource).map(resource => shown(resource, template))}`];
    const sources = list(Condition?.ArnEquals?.["aws:SourceArn"]);
    const ends = sources.map(source => ` from ${shown(source, template)}`);
    if (Condition && sources.length === 0) ends.push(` if ${JSON.stringify(Condition)}`);
    if (ends.length === 0) ends.push("");
    return actions.flatMap(action =>
      resources.flatMap(resource => ends.map(end => `${who}: ${effect}${action} on ${resource}${end}`)),
    );
  });
}

function permission(role: Properties, action: string, resource: string): Permission {
  return `${roleId(role)}: ${action} on ${resource}`;
}

function assumed(role: Properties, service: string): Permission {
  return `${roleId(role)}: assumed by ${service}.amazonaws.com`;
}

/** A service's entry to a resource; without a source from anywhere. */
function entry(service: string, action: string, resource: string, source: string): Permission {
  return `${service}.amazonaws.com: ${action} on ${resource}${source && ` from ${source}`}`;
}

function roleId(role: Properties): string {
  return role["Fn::GetAtt"]?.[0] ?? `no role of this template, but ${JSON.stringify(role)}`;
}

/** A value as the template names it: `Queue.Arn`, or a text with its `${…}` still open. */
function shown(value: unknown, template: Template): string {
  if (typeof value !== "object" || value === null) return String(value);
  const [[intrinsic, argument] = []] = Object.entries(value as Properties);
  if (intrinsic === "Ref")
    return refersToArn.includes(typeOf(argument, template)) ? `${argument}.Arn` : `\${${argument}}`;
  if (intrinsic === "Fn::GetAtt") return argument.join(".");
  if (intrinsic === "Fn::Sub") return String(argument).replace(/\$\{(\w+\.Arn)\}/g, "$1");
  if (intrinsic === "Fn::ImportValue") return `import ${shown(argument, template)}`;
  return JSON.stringify(value);
}

/** The types whose `Ref` is their ARN. */
const refersToArn = ["AWS::SNS::Topic", "AWS::StepFunctions::StateMachine"];

function typeOf(reference: string, template: Template): string {
  return template.Resources[reference.replace(/\.Arn$/, "")]?.Type ?? "";
}

function list<Item = Properties>(value: Item | Item[] | undefined): Item[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function sorted(permissions: Permission[]): Permission[] {
  return [...new Set(permissions)].sort();
}
