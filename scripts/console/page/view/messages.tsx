import { useEffect, useState } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";
import type { TextMessage } from "../../messages.ts";
import type { ExecutionModel } from "../model/execution-model.ts";
import { look } from "../net/client.ts";
import { clock } from "../parts/time.tsx";

/** Whether an execution may send text messages. */
export function sendsMessages({ states }: ExecutionModel): boolean {
  return [...states.values()].some(
    ({ Resource, Parameters, Arguments }) =>
      Resource?.endsWith(":sns:publish") &&
      JSON.stringify(Parameters ?? Arguments ?? {}).includes('"PhoneNumber'),
  );
}

/** The text messages that an execution has sent, as a phone shows them. */
export function Messages({ model }: { model: ExecutionModel }) {
  const [messages, setMessages] = useState<TextMessage[]>();
  const [problem, setProblem] = useState("");
  const sent = model.events.filter(
    ({ taskSucceededEventDetails }) => taskSucceededEventDetails?.resourceType === "sns",
  ).length;
  useEffect(() => {
    look<TextMessage[]>("texts", { execution: model.info?.arn }).then(setMessages, error =>
      setProblem(error.message),
    );
  }, [model.topic, sent]);
  return (
    <div class="messages">
      {problem && <p class="note wrong">{problem}</p>}
      {messages?.length === 0 && (
        <p class="quiet">No text message was sent{model.info?.status === "RUNNING" ? " yet" : ""}.</p>
      )}
      <ul>
        {messages?.map(({ phoneNumber, text, state, at }) => (
          <li key={at + phoneNumber} class="phone">
            <p class="quiet">
              To {phoneNumber}, {clock(at).slice(0, 8)}
            </p>
            <p class="bubble" dir="auto">
              {plainText(text)}
            </p>
            <p class="quiet">
              from {plainText(state)}, {[...text].length} characters
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
