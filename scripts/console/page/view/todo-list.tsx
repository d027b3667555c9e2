import { useEffect, useRef } from "preact/hooks";
import type { Hint } from "../../../learn/hint.ts";
import { plainText } from "../../../shared/plain-text.ts";
import type { CheckResult, Problem } from "../../../verify/lesson.ts";
import type { Lesson } from "../../messages.ts";
import { addressOfSection, openCheck, type ShownCheck } from "../model/lesson-model.ts";
import { Mark } from "../parts/status.tsx";
import { Link } from "../route.tsx";

const words = { succeeded: "green", failed: "red", notReached: "not checked yet" } as const;

/** The checks, of which the first red one is open. The others that have something to tell can be opened. */
export function TodoList({ lesson, checks }: { lesson: Lesson; checks: ShownCheck[] }) {
  const open = openCheck(checks);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector("details[open]")?.scrollIntoView({ block: "nearest" });
  }, [open?.name, lesson.hint]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard
    <ol class="todos" aria-label="Checks" ref={list} tabIndex={0}>
      {checks.map(check => (
        <li key={check.name} class={`${check.tone}${check.isOld ? " old" : ""}`}>
          <Item check={check} isOpen={check.result === open} hint={lesson.hint} />
        </li>
      ))}
    </ol>
  );
}

function Item({ check, isOpen, hint }: { check: ShownCheck; isOpen: boolean; hint: Hint | undefined }) {
  const { name, tone, result } = check;
  const head = (
    <>
      <Mark tone={tone} />
      <span>
        {plainText(name)}
        <span class="unseen">: {words[tone]}</span>
      </span>
    </>
  );
  if (!result || tone === "succeeded") return <p class="head">{head}</p>;
  return (
    <details open={isOpen}>
      <summary class="head">{head}</summary>
      <div class="why">
        {result.notChecked ? (
          <p class="quiet">Not checked yet: {plainText(result.notChecked)}</p>
        ) : (
          <Why result={result} />
        )}
        {isOpen && hint?.check.name === name && <HintCard hint={hint} />}
      </div>
    </details>
  );
}

/** What is wrong, what to do, and where to read. */
function Why({ result }: { result: CheckResult }) {
  const { problem, hint, doc } = result;
  return (
    <>
      {problem && <ProblemText problem={problem} />}
      <p class="advice">
        {plainText(hint)} <Link to={addressOfSection(doc)}>Read the section</Link>
      </p>
    </>
  );
}

function ProblemText({ problem }: { problem: Problem }) {
  const { message, expected, actual, difference = [] } = problem;
  return (
    <>
      {message && <p class="message">{plainText(message)}</p>}
      {(expected !== undefined || actual !== undefined) && (
        <dl class="compared">
          <dt>expected</dt>
          <dd>
            <code>{plainText(expected ?? "")}</code>
          </dd>
          <dt>actual</dt>
          <dd>
            <code>{plainText(actual ?? "")}</code>
          </dd>
        </dl>
      )}
      {difference.length > 0 && <Code lines={difference} named />}
    </>
  );
}

/** Lines of a difference or of an edit. Where they are named, a minus is what is missing, and a plus what is too much. */
function Code({ lines, named = false }: { lines: string[]; named?: boolean }) {
  const tones: Record<string, string> = named
    ? { "-": "green", "+": "red", "!": "red" }
    : { "-": "red", "+": "green" };
  const labels: Record<string, string> = { "-": "missing   ", "+": "too much  ", "!": "wrong     " };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard
    <pre class="difference" tabIndex={0}>
      {lines.map((line, index) => {
        const sign = line[0] ?? "";
        const text = named ? (labels[sign] ?? "          ") + line.slice(2) : line;
        return (
          <code key={`${index} ${line}`} class={tones[sign]}>
            {plainText(text)}
            {"\n"}
          </code>
        );
      })}
    </pre>
  );
}

const titles = ["", "What the check saw", "What to do", "The change itself"];

function HintCard({ hint }: { hint: Hint }) {
  const { check, depth, deepest, edits, section } = hint;
  return (
    <section class="hint" aria-label={`Hint ${depth} of ${deepest}`} aria-live="polite">
      <h3>
        Hint {depth} of {deepest}: {titles[depth]}
      </h3>
      {depth === 1 && check.problem && <ProblemText problem={check.problem} />}
      {depth >= 2 && !edits && <p>{plainText(check.hint)}</p>}
      {edits?.map(({ file, text }) => (
        <div key={file + text}>
          <p class="quiet">
            Edit <code>{file}</code>
          </p>
          <Code lines={text.trimEnd().split("\n")} />
        </div>
      ))}
      {section && <p class="quiet">Its section on the page tells how it was given.</p>}
      <p>
        <Link to={addressOfSection(check.doc)}>Read the section</Link>
        {depth < deepest && <span class="quiet"> The next hint: {titles[depth + 1]?.toLowerCase()}.</span>}
      </p>
    </section>
  );
}
