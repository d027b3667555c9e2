import type { Answer, Call } from "../../testing/call.ts";
import type { Pass } from "../../testing/proxy.ts";

/** A resource that fails. Its name tells it apart in the events. */
const culprit = "RoleNotKnownYet";
const failing = `  ${culprit}:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/nobody
      DefinitionString: "{}"
`;

/** Step Functions' words, see scripts/stack/messages.ts. */
const reason =
  "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.";

/**
 * The first creation of each stack fails, and is rolled back, because a service does not know a new role yet. A role comes
 * and goes inside CloudFormation, where no proxy sees it; so another resource fails in its place.
 */
export function newRoles(met: (what: string) => void) {
  const created = new Set<string>();
  return {
    /** Sends the template of a stack's first creation with a resource that fails. */
    async ask({ operation, body }: Call, pass: Pass): Promise<Answer | undefined> {
      const form = new URLSearchParams(body);
      const name = form.get("StackName") ?? "";
      const isFirst = form.get("ChangeSetType") === "CREATE" && !created.has(name);
      if (operation !== "cloudformation.CreateChangeSet" || !isFirst) return undefined;
      created.add(name);
      met("a role that is not known yet");
      form.set(
        "TemplateBody",
        (form.get("TemplateBody") ?? "").replace(/^Resources:\n/m, text => text + failing),
      );
      return await pass(form.toString());
    },
    /** Gives that resource's failure the reason that it stands for. */
    disguised({ operation }: Call, answer: Answer): Answer {
      if (operation !== "cloudformation.DescribeStackEvents") return answer;
      const body = String(answer.body).replace(/<member>.*?<\/member>/gs, event =>
        event.includes(`>${culprit}<`)
          ? event.replace(/(<ResourceStatusReason>)[^<]+/, (_, tag: string) => tag + reason)
          : event,
      );
      return { ...answer, body };
    },
  };
}
