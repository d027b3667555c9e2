import { useState } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";
import { howMany } from "../../../site/words.ts";
import { type JsonLine, jsonLines } from "./json-lines.ts";

interface Props {
  value: unknown;
  /** What to compare with, if anything. */
  other?: { value: unknown } | undefined;
  /** What a line that is only here means: it was added to the other value, or lost in it. */
  only?: "added" | "lost";
  label: string;
}

/** More lines than this are shown when they are asked for. */
const mostLines = 300;

/** A value in JSON, with what differs from another value marked. Text that is not JSON is shown as it is. */
export function JsonView({ value, other, only = "added", label }: Props) {
  const [isWhole, setWhole] = useState(false);
  const lines = typeof value === "string" ? textLines(value) : jsonLines(value, other);
  const shown = isWhole ? lines : lines.slice(0, mostLines);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard
    <section class="json" tabIndex={0} aria-label={label}>
      <pre>
        {shown.map((line, index) => (
          <Line key={index} line={line} only={only} />
        ))}
      </pre>
      {lines.length > shown.length && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          Show all {howMany(lines.length)} lines
        </button>
      )}
    </section>
  );
}

const marks = { added: "+", lost: "−", other: "~" };
const words = { added: "added", lost: "lost", other: "changed" };

function Line({ line, only }: { line: JsonLine; only: "added" | "lost" }) {
  const { depth, name, text, kind, change } = line;
  const what = change === "only" ? only : change;
  return (
    <code class={`line ${what ?? ""}`}>
      <span class="sign" title={what && words[what]}>
        {what ? marks[what] : " "}
      </span>
      {"  ".repeat(depth)}
      {name !== undefined && <span class="name">{plainText(name)}: </span>}
      <span class={kind}>{plainText(text)}</span>
      {"\n"}
    </code>
  );
}

function textLines(text: string): JsonLine[] {
  try {
    return jsonLines(JSON.parse(text));
  } catch {
    return text.split("\n").map(line => ({ depth: 0, text: line, kind: "text" }));
  }
}
