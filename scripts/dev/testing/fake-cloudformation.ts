import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { localTarget, type Target } from "../../targets/index.ts";

/** One look at the stack: what its status is by then, and the events that have come since the look before. */
export interface Look {
  /** `GONE` for a stack that is deleted and only found by its id. */
  status: string;
  reason?: string;
  /** It shows nothing yet of an update that was begun. */
  stale?: boolean;
  /**
   * Logical id (`STACK` for the stack itself), status and reason; the oldest first. The stack's own event for a new
   * status comes by itself.
   */
  events?: [logicalId: string, status: string, reason?: string][];
  /** These events and this status are of another run's operation. */
  foreign?: boolean;
}

export interface Script {
  /** The stack as it is found; none by default. Of several looks the last one lasts. */
  found?: Look[];
  /** What the looks show once an action was called, for example `ExecuteChangeSet`. */
  after?: Record<string, Look[]>;
  /** The same, from the second call of an action on. */
  later?: Record<string, Look[]>;
  /** Actions that fail with an error's code and message, as often as there are entries. */
  errors?: Record<string, [code: string, message: string][]>;
  /** Why the change set fails; it is created by default. */
  changeSetFails?: string;
  parameters?: Record<string, string>;
  tags?: Record<string, string>;
}

export const stackId = "arn:aws:cloudformation:us-east-1:000000000000:stack/sfw-ada-01-starter/1";

/**
 * A CloudFormation that plays a script, for what an emulator can't be made to do. It speaks the AWS Query protocol on
 * loopback, and keeps the calls that it gets, except for those that only look.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
export async function fakeCloudFormation(
  script: Script,
): Promise<{ target: Target; calls: Record<string, string>[]; close(): void }> {
  const calls: Record<string, string>[] = [];
  const events: string[] = [];
  let looks = [...(script.found ?? [])];
  let now: Look | undefined;
  let token: string | undefined;
  let told: string | undefined;

  function look(): void {
    now = looks.shift() ?? now;
    if (!now) return;
    const { status, reason, stale, foreign, events: fresh = [] } = now;
    if (foreign) token = "another-run";
    for (const event of fresh) tell(...event);
    if (fresh.some(([logicalId]) => logicalId === "STACK")) told = status;
    if (told !== status && !stale) tell("STACK", status === "GONE" ? "DELETE_COMPLETE" : status, reason);
    if (!stale) told = status;
    now = { ...now, events: [] };
  }

  function tell(logicalId: string, status: string, reason?: string): void {
    events.unshift(eventXml(events.length + 1, token, logicalId, status, reason));
  }

  function answer(call: Record<string, string>): string {
    const { Action = "" } = call;
    const [code, message] = script.errors?.[Action]?.shift() ?? [];
    if (code) throw new ServiceError(code, message ?? "");
    const isFirst = calls.filter(call => call.Action === Action).length === 1;
    const after = (isFirst ? undefined : script.later?.[Action]) ?? script.after?.[Action];
    if (after) looks = [...after];
    if (call.ClientRequestToken) {
      token = call.ClientRequestToken;
      told = undefined;
    }
    if (Action === "DescribeStacks") {
      look();
      const gone = !now || (now.status === "GONE" && !call.StackName?.startsWith("arn:"));
      if (gone) throw new ServiceError("ValidationError", `Stack with id ${call.StackName} does not exist`);
      return `<Stacks><member>${stackXml(now as Look, script)}</member></Stacks>`;
    }
    if (Action === "DescribeStackEvents") return `<StackEvents>${events.join("")}</StackEvents>`;
    if (Action === "ListStackResources") return "<StackResourceSummaries/>";
    if (Action === "CreateChangeSet") return `<Id>change-set-1</Id><StackId>${stackId}</StackId>`;
    if (Action === "DescribeChangeSet") {
      const reason = script.changeSetFails;
      return reason
        ? `<Status>FAILED</Status><StatusReason>${escapeXml(reason)}</StatusReason>`
        : `<StackId>${stackId}</StackId><Status>CREATE_COMPLETE</Status>`;
    }
    return "";
  }

  const server = createServer(async (request, response) => {
    const call = Object.fromEntries(new URLSearchParams(await text(request)));
    if (!/^(Describe|List)/.test(call.Action ?? "")) calls.push(call);
    try {
      const result = answer(call);
      response.end(
        `<${call.Action}Response><${call.Action}Result>${result}</${call.Action}Result></${call.Action}Response>`,
      );
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      response.statusCode = 400;
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${error.name}</Code>` +
          `<Message>${escapeXml(error.message)}</Message></Error></ErrorResponse>`,
      );
    }
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { target: { ...localTarget(`http://127.0.0.1:${port}`), pollMs: 1 }, calls, close };
}

class ServiceError extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

function stackXml({ status, reason }: Look, { parameters = {}, tags = {} }: Script): string {
  const shown = status === "GONE" ? "DELETE_COMPLETE" : status;
  return (
    `<StackId>${stackId}</StackId><StackName>sfw-ada-01-starter</StackName>` +
    `<CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${shown}</StackStatus>` +
    `${reason ? `<StackStatusReason>${escapeXml(reason)}</StackStatusReason>` : ""}` +
    `<Parameters>${members(parameters, "ParameterKey", "ParameterValue")}</Parameters>` +
    `<Tags>${members(tags, "Key", "Value")}</Tags>`
  );
}

function members(values: Record<string, string>, key: string, value: string): string {
  const member = ([k, v]: [string, string]) =>
    `<member><${key}>${k}</${key}><${value}>${escapeXml(v)}</${value}></member>`;
  return Object.entries(values).map(member).join("");
}

function eventXml(
  id: number,
  token: string | undefined,
  logicalId: string,
  status: string,
  reason?: string,
): string {
  const ofStack = logicalId === "STACK";
  return (
    `<member><EventId>${id}</EventId><StackId>${stackId}</StackId><StackName>sfw-ada-01-starter</StackName>` +
    `<LogicalResourceId>${ofStack ? "sfw-ada-01-starter" : logicalId}</LogicalResourceId>` +
    `<PhysicalResourceId>${ofStack ? stackId : logicalId}</PhysicalResourceId>` +
    `<ResourceType>${ofStack ? "AWS::CloudFormation::Stack" : "AWS::IAM::Role"}</ResourceType>` +
    `<Timestamp>2026-01-01T00:00:00Z</Timestamp><ResourceStatus>${status}</ResourceStatus>` +
    `${token ? `<ClientRequestToken>${token}</ClientRequestToken>` : ""}` +
    `${reason ? `<ResourceStatusReason>${escapeXml(reason)}</ResourceStatusReason>` : ""}</member>`
  );
}

const escapeXml = (value: string) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
