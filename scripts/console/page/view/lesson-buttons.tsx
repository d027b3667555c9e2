import { useState } from "preact/hooks";
import type { Line } from "../../../learn/diff.ts";
import { plainText } from "../../../shared/plain-text.ts";
import type { Question } from "../../messages.ts";
import { change, look } from "../net/client.ts";
import { state } from "../net/store.ts";
import { Dialog } from "../parts/dialog.tsx";

/** What is asked of the server with a button, and what went wrong with that. */
function useRequest(): [problem: string, ask: (work: () => Promise<unknown>) => void] {
  const [problem, setProblem] = useState("");
  const ask = (work: () => Promise<unknown>) => {
    setProblem("");
    work().catch(error => setProblem(error.message));
  };
  return [problem, ask];
}

const Problem = ({ text }: { text: string }) =>
  text ? (
    <span class="note wrong" role="alert">
      {plainText(text)}
    </span>
  ) : null;

/** Gives the next hint for the first red check. It is shown below that, and in the terminal. */
export function HintButton({ step, isOff }: { step: string; isOff: boolean }) {
  const [problem, ask] = useRequest();
  return (
    <>
      <button type="button" data-key="h" disabled={isOff} onClick={() => ask(() => change("hint", { step }))}>
        Hint <kbd>h</kbd>
      </button>
      <Problem text={problem} />
    </>
  );
}

/** Checks again, with all that the template describes; not there where nothing may be deployed from here. */
export function CheckButton({ step }: { step: string }) {
  const [problem, ask] = useRequest();
  if (!state.about?.mayChange) return null;
  return (
    <>
      <button type="button" data-key="r" onClick={() => ask(() => change("check", { step }))}>
        Check again <kbd>r</kbd>
      </button>
      <Problem text={problem} />
    </>
  );
}

interface AskingProps {
  title: string;
  question: string;
  yes: string;
  agree(): void;
  close(): void;
}

/** Asks before something that can't be unseen. */
function Asking({ title, question, yes, agree, close }: AskingProps) {
  return (
    <Dialog title={title} close={close}>
      <p>{question}</p>
      <p class="buttons answers">
        <button type="button" onClick={close}>
          No
        </button>
        <button type="button" class="main" onClick={agree}>
          {yes}
        </button>
      </p>
    </Dialog>
  );
}

/** Begins a step: the learner gets its files. A challenge asks first where it would show a solution. */
export function BeginButton({ step }: { step: string }) {
  const [problem, ask] = useRequest();
  const [question, setQuestion] = useState("");
  const begin = (answer?: string) =>
    ask(async () => {
      const told = await change<Partial<Question>>("begin", { step, ...(answer && { answer }) });
      setQuestion(told.question ?? "");
    });
  return (
    <>
      <button type="button" class="main" data-key="b" onClick={() => begin()}>
        Begin <kbd>b</kbd>
      </button>
      <Problem text={problem} />
      {question && (
        <Asking
          title="The challenge"
          question={question}
          yes="Begin it"
          agree={() => begin("yes")}
          close={() => setQuestion("")}
        />
      )}
    </>
  );
}

/** Shows what differs from the solution. Before the step is green it asks. */
export function DiffButton({ step }: { step: string }) {
  const [problem, ask] = useRequest();
  const [told, setTold] = useState<Partial<Question & { lines: Line[] }>>({});
  const show = (answer?: string) =>
    ask(async () => setTold(await look<Partial<Question & { lines: Line[] }>>("diff", { step, answer })));
  const close = () => setTold({});
  return (
    <>
      <button type="button" data-key="d" onClick={() => show()}>
        Compare <kbd>d</kbd>
      </button>
      <Problem text={problem} />
      {told.question && (
        <Asking
          title="The solution"
          question={told.question}
          yes="Show it"
          agree={() => show("yes")}
          close={close}
        />
      )}
      {told.lines && (
        <Dialog title="Your files and the solution" close={close}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard */}
          <pre class="difference" tabIndex={0}>
            {told.lines.map((line, index) => (
              <code key={`${index} ${line.map(({ text }) => text)}`}>
                {line.map(({ text, tone }) => (
                  <span key={text} class={tone}>
                    {plainText(text)}
                  </span>
                ))}
                {"\n"}
              </code>
            ))}
          </pre>
        </Dialog>
      )}
    </>
  );
}
