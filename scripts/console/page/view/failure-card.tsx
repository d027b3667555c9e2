import { plainText } from "../../../shared/plain-text.ts";
import type { Failure } from "../../../verify/failure.ts";
import type { ExecutionStatus } from "../../messages.ts";
import type { Chosen } from "../model/chosen.ts";

interface Props {
  failure: Failure;
  status: ExecutionStatus;
  chosen: Chosen;
}

const beginnings: Partial<Record<ExecutionStatus, string>> = {
  FAILED: "It failed",
  TIMED_OUT: "It ran out of time",
  ABORTED: "It was stopped",
};

/** Why an execution did not succeed, in words, with the way to where it happened. */
export function FailureCard({ failure, status, chosen }: Props) {
  const { state, error, cause, meaning, trace } = failure;
  const isShown = state !== undefined && chosen.state === state;
  return (
    <section
      class={`failure ${status === "ABORTED" ? "stopped" : "failed"}`}
      aria-label="Why it did not succeed"
    >
      <h2>
        {beginnings[status] ?? "It did not succeed"}
        {state !== undefined && (
          <>
            {" in "}
            <b>{plainText(state)}</b>
          </>
        )}
        {error !== status && <code class="error">{plainText(error)}</code>}
      </h2>
      {cause && <p class="cause">{plainText(cause)}</p>}
      <p class="meaning">{meaning}</p>
      {trace && (
        <details>
          <summary>Stack trace</summary>
          <pre>{plainText(trace)}</pre>
        </details>
      )}
      {state !== undefined && !isShown && (
        <button type="button" data-key="f" onClick={() => chosen.chooseState(state)}>
          Show {plainText(state)}
        </button>
      )}
    </section>
  );
}
