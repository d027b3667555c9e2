import { useState } from "preact/hooks";
import type { Machine } from "../../messages.ts";
import { state } from "../net/store.ts";
import { InputEditor } from "./input-editor.tsx";

interface Props {
  machine: Pick<Machine, "arn" | "name" | "stack">;
  again?: { arn: string; input: string } | undefined;
}

/** Opens the editor for an input; not there where nothing may be started. */
export function StartButton({ machine, again }: Props) {
  const [isOpen, setOpen] = useState(false);
  if (!state.about?.mayChange) return null;
  return (
    <>
      <button
        type="button"
        class={again ? "" : "main"}
        data-key={again ? "r" : "s"}
        onClick={() => setOpen(true)}
      >
        {again ? "Start again" : "Start"}
      </button>
      {isOpen && <InputEditor machine={machine} again={again} close={() => setOpen(false)} />}
    </>
  );
}
