import { useEffect, useState } from "preact/hooks";
import { readJson } from "../../../execution/json.ts";
import type { Visit } from "../../../execution/walk.ts";
import { plainText } from "../../../shared/plain-text.ts";
import type { EventJson, LogLine } from "../../messages.ts";
import { look } from "../net/client.ts";
import { clock } from "../parts/time.tsx";

/** The function that a state's task invokes, by name or ARN; undefined where it is none. */
export function functionOf(events: EventJson[]): string | undefined {
  for (const { lambdaFunctionScheduledEventDetails: direct, taskScheduledEventDetails: task } of events) {
    if (direct?.resource) return direct.resource;
    if (task?.resourceType !== "lambda") continue;
    const { FunctionName } = (readJson(task.parameters) ?? {}) as { FunctionName?: string };
    if (FunctionName) return FunctionName;
  }
  return undefined;
}

/** Lambda's id of the request, which Step Functions passes on in what `lambda:invoke` answers. */
function requestOf(events: EventJson[]): string | undefined {
  const output = events.findLast(event => event.taskSucceededEventDetails)?.taskSucceededEventDetails?.output;
  const answer = readJson(output) as { SdkResponseMetadata?: { RequestId?: string } } | undefined;
  return answer?.SdkResponseMetadata?.RequestId;
}

/** A log may get its lines a little later, and clocks differ a little, in milliseconds. */
const margin = 2_000;

/** What the function logged while the state was visited. */
export function StateLogs({ events, visit }: { events: EventJson[]; visit: Visit }) {
  const [lines, setLines] = useState<LogLine[]>();
  const [problem, setProblem] = useState("");
  const [looks, setLooks] = useState(0);
  const name = functionOf(events) ?? "";
  const end = visit.exitedAt?.getTime() ?? events.at(-1)?.timestamp ?? 0;

  useEffect(() => {
    setProblem("");
    const from = String(visit.enteredAt.getTime() - 100);
    const query = { function: name, from, to: String(end + margin), request: requestOf(events) };
    look<LogLine[]>("logs", query).then(setLines, error => setProblem(error.message));
  }, [name, visit, end, looks]);

  return (
    <div class="log">
      <p class="quiet">
        Function <code>{plainText(name.replace(/^.*:function:/, ""))}</code>{" "}
        <button type="button" class="plain" onClick={() => setLooks(looks + 1)}>
          Look again
        </button>
      </p>
      {problem && <p class="note wrong">{problem}</p>}
      {lines?.length === 0 && <p class="quiet">It logged nothing, or its log does not have it yet.</p>}
      {lines && lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard
        <pre tabIndex={0}>
          {lines.map(({ at, text }) => (
            <code key={at + text}>
              <span class="quiet">{clock(at)}</span> {plainText(text)}
              {"\n"}
            </code>
          ))}
        </pre>
      )}
    </div>
  );
}
