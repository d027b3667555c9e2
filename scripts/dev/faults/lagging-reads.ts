import { readLagMs } from "../../targets/index.ts";
import { type Answer, type Call, refusal } from "../testing/call.ts";

// AWS's reads are eventually consistent: for some seconds they may not see what was written.

/** S3 and DynamoDB, for example, are left out: what the scripts read there is never old. */
const eventuallyConsistent = ["cloudformation", "iam", "logs", "states"];

/** Whether a call is a read of a service whose reads are eventually consistent. */
export function mayLag({ service, operation }: Call): boolean {
  return eventuallyConsistent.includes(service) && /\.(Describe|Filter|Get|List)/.test(operation);
}

/** Remembers what calls were answered, so that a read can be answered as if nothing had been written since. */
export interface LaggingReads {
  /** Remembers that a call was made, whatever comes of it. */
  asked(call: Call): void;
  /** Remembers the target's answer to a call. */
  answered(call: Call, answer: Answer): void;
  /** The answer of some seconds ago, if it may have been another then. */
  oldAnswer(call: Call): Answer | undefined;
}

/** `lagMs`: how old an answer may be, in milliseconds. */
export function laggingReads(lagMs = readLagMs): LaggingReads {
  const answers = new Map<string, { at: number; answer: Answer }[]>();
  const bornAt = new Map<string, number>();
  const firstAskedAt = new Map<string, number>();
  const isRecent = ({ at }: { at: number }) => at > Date.now() - lagMs;

  /** The answer from before there was what the call asks for, if that is recent. */
  function notYet(call: Call): Answer | undefined {
    const [code, message, status] = missing[call.operation] ?? [];
    const arn = [...bornAt.keys()].find(arn => keyOf(call).includes(arn));
    // Roles are created past the proxy: one counts as new when it is first asked for, whatever is asked.
    const at = call.service === "iam" ? firstAskedAt.get(roleIn(call)) : bornAt.get(arn ?? "");
    if (!code || !message || !at || !isRecent({ at })) return undefined;
    return refusal(call, code, message, status);
  }

  return {
    asked(call) {
      if (!firstAskedAt.has(roleIn(call))) firstAskedAt.set(roleIn(call), Date.now());
    },
    answered(call, answer) {
      const at = Date.now();
      if (mayLag(call)) {
        const recent = (answers.get(keyOf(call)) ?? []).filter(isRecent);
        answers.set(keyOf(call), [...recent, { at, answer }]);
      } else if (answer.status === 200) {
        for (const arn of createdArns(answer.body.toString())) if (!bornAt.has(arn)) bornAt.set(arn, at);
      }
    },
    oldAnswer: call => answers.get(keyOf(call))?.find(isRecent)?.answer ?? notYet(call),
  };
}

/** The same for calls that ask for the same. */
const keyOf = ({ operation, method, path, body }: Call) => `${operation} ${method} ${path} ${body}`;

const roleIn = ({ body }: Call) => new URLSearchParams(body).get("RoleName") ?? "";

/** How the services say that there is no such thing. */
const missing: Record<string, [code: string, message: string, status?: number]> = {
  "iam.GetRole": ["NoSuchEntity", "The role cannot be found.", 404],
  "iam.GetRolePolicy": ["NoSuchEntity", "The role policy cannot be found.", 404],
  "iam.ListAttachedRolePolicies": ["NoSuchEntity", "The role cannot be found.", 404],
  "iam.ListRolePolicies": ["NoSuchEntity", "The role cannot be found.", 404],
  "states.DescribeExecution": ["ExecutionDoesNotExist", "Execution Does Not Exist"],
  "states.GetExecutionHistory": ["ExecutionDoesNotExist", "Execution Does Not Exist"],
  "cloudformation.DescribeChangeSet": ["ChangeSetNotFound", "ChangeSet does not exist"],
  "cloudformation.DescribeStacks": ["ValidationError", "Stack with this id does not exist"],
  "cloudformation.DescribeStackEvents": ["ValidationError", "Stack with this id does not exist"],
};

/** The ARNs in the answer of a call that creates something, plain and as a form would carry them. */
function createdArns(answer: string): string[] {
  const arns = answer.match(
    /arn:[\w-]+:(?:cloudformation|states):[\w-]*:\d*:(?:stack|changeSet|execution)[\w/:.-]+/g,
  );
  return (arns ?? []).flatMap(arn => [arn, encodeURIComponent(arn)]);
}
