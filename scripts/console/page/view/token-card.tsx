import { useState } from "preact/hooks";
import type { EventJson } from "../../messages.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { change } from "../net/client.ts";
import { state } from "../net/store.ts";
import { jsonProblem } from "../parts/json-problem.ts";

interface Props {
  model: ExecutionModel;
  events: EventJson[];
}

/** Answers for a task that waits for somebody to do so. The token for that stays with the server. */
export function TokenCard({ model, events }: Props) {
  const [output, setOutput] = useState("{}");
  const [error, setError] = useState("Refused");
  const [cause, setCause] = useState("");
  const [told, setTold] = useState({ text: "", isWrong: false });
  const scheduled = events.findLast(({ taskScheduledEventDetails }) => taskScheduledEventDetails);
  const activity = events.findLast(({ activityScheduledEventDetails }) => activityScheduledEventDetails);
  if (activity)
    return (
      <p class="token quiet">It waits for a worker of its activity. Only the worker gets the task's token.</p>
    );
  if (!scheduled?.taskScheduledEventDetails?.resource?.endsWith(".waitForTaskToken")) return null;
  if (!scheduled.hasToken) {
    return (
      <p class="token quiet">
        It waits for its task token. The definition passes the token on inside a longer text, so only whoever
        was sent it can answer.
      </p>
    );
  }
  if (!state.about?.mayChange) return <p class="token quiet">It waits for its task token.</p>;

  const answer = async (kind: "success" | "failure" | "heartbeat", done: string) => {
    const body = { execution: model.info?.arn, event: scheduled.id, kind, output, error, cause };
    await change("answer", body).then(
      () => setTold({ text: done, isWrong: false }),
      problem => setTold({ text: problem.message, isWrong: true }),
    );
  };
  const wrong = jsonProblem(output);
  const { heartbeatInSeconds } = scheduled.taskScheduledEventDetails;
  return (
    <section class="token" aria-label="Answer for the task">
      <h3>It waits for an answer</h3>
      <label>
        Output, in JSON
        <textarea
          rows={2}
          spellcheck={false}
          value={output}
          onInput={event => setOutput(event.currentTarget.value)}
        />
      </label>
      <div class="pair">
        <label>
          Error
          <input value={error} spellcheck={false} onInput={event => setError(event.currentTarget.value)} />
        </label>
        <label>
          Cause
          <input value={cause} onInput={event => setCause(event.currentTarget.value)} />
        </label>
      </div>
      <p class="buttons">
        <button
          type="button"
          class="main"
          disabled={wrong !== undefined}
          onClick={() => answer("success", "It succeeds.")}
        >
          Succeed
        </button>
        <button type="button" onClick={() => answer("failure", "It fails.")}>
          Fail
        </button>
        <button type="button" onClick={() => answer("heartbeat", "The heartbeat was sent.")}>
          Heartbeat
        </button>
        {heartbeatInSeconds !== undefined && (
          <span class="quiet">A heartbeat is wanted every {heartbeatInSeconds} s.</span>
        )}
      </p>
      <p class={told.isWrong || wrong ? "note wrong" : "note"} role="status">
        {wrong ?? told.text}
      </p>
    </section>
  );
}
