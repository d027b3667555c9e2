import { useEffect, useId, useRef, useState } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";
import type { Machine, Sample } from "../../messages.ts";
import { machineTitle } from "../model/machine-title.ts";
import { change, look } from "../net/client.ts";
import { Dialog } from "../parts/dialog.tsx";
import { jsonProblem } from "../parts/json-problem.ts";
import { Ago } from "../parts/time.tsx";
import { addressOf, go } from "../route.tsx";

interface Props {
  machine: Pick<Machine, "arn" | "name" | "stack">;
  /** The execution whose input is started with again, if there is one. */
  again?: { arn: string; input: string } | undefined;
  close(): void;
}

/** Where an execution is started with an input that is checked as it is typed. */
export function InputEditor({ machine, again, close }: Props) {
  const [input, setInput] = useState(again ? pretty(again.input) : "{}");
  const [samples, setSamples] = useState<Sample[]>([]);
  const [chosen, setChosen] = useState(-1);
  const [problem, setProblem] = useState("");
  const [isStarting, setStarting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const wrong = jsonProblem(input);
  const masked = /\+?\*{4,}\d\d/.test(input);

  useEffect(() => {
    look<Sample[]>("inputs", { machine: machine.arn, step: machine.stack?.step }).then(
      found => {
        setSamples(found);
        const [first] = found;
        if (!again && first) choose(0, first);
      },
      error => setProblem(error.message),
    );
    field.current?.focus();
  }, []);

  function choose(index: number, sample: Sample): void {
    setChosen(index);
    setInput(pretty(sample.input));
  }

  async function start(): Promise<void> {
    if (wrong || isStarting) return;
    setStarting(true);
    try {
      const body = { machine: machine.arn, step: machine.stack?.step, input, again: again?.arn };
      const { arn } = await change<{ arn: string }>("start", body);
      close();
      go(addressOf.execution(arn));
    } catch (error) {
      setProblem((error as Error).message);
      setStarting(false);
    }
  }

  return (
    <Dialog title={`Start ${plainText(machineTitle(machine))}${again ? " again" : ""}`} close={close}>
      <form
        class="editor"
        onSubmit={event => {
          event.preventDefault();
          void start();
        }}
      >
        {samples.length > 0 && (
          <fieldset class="samples">
            <legend>Begin with</legend>
            {samples.map((sample, index) => (
              <button
                key={sample.title + sample.startedAt}
                type="button"
                class="chip"
                aria-pressed={index === chosen}
                onClick={() => choose(index, sample)}
              >
                {sample.startedAt === undefined ? (
                  sample.title
                ) : (
                  <>
                    <code>{gist(sample.input)}</code> <Ago at={sample.startedAt} />
                  </>
                )}
              </button>
            ))}
          </fieldset>
        )}
        <label for={id}>Input, in JSON</label>
        <textarea
          ref={field}
          id={id}
          rows={12}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          value={input}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-note`}
          onInput={event => {
            setInput(event.currentTarget.value);
            setChosen(-1);
          }}
          onKeyDown={event => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void start();
          }}
        />
        <p id={`${id}-note`} class={wrong ? "note wrong" : "note"} role="status">
          {wrong ??
            (masked
              ? "Phone numbers are masked. Left as they are, the execution gets the real ones."
              : "This is valid JSON.")}
        </p>
        {problem && (
          <p class="note wrong" role="alert">
            {problem}
          </p>
        )}
        <footer>
          <button type="button" onClick={() => setInput(pretty(input))} disabled={wrong !== undefined}>
            Tidy up
          </button>
          <span class="grow" />
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="main" disabled={wrong !== undefined || isStarting}>
            Start <kbd>Ctrl ↵</kbd>
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** The beginning of an input, by which people know it again. */
function gist(input: string): string {
  const text = plainText(input.replace(/\s+/g, " "));
  return text.length > 34 ? `${text.slice(0, 33)}…` : text;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
