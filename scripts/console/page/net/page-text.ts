import { useEffect, useState } from "preact/hooks";
import { askDocument } from "./client.ts";

interface Told {
  name: string;
  document?: Document;
  problem?: string;
}

/** A page of the docs, which the server has rendered, and what is wrong where it can't be had. */
export function usePageText(name: string): Omit<Told, "name"> {
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    let isOver = false;
    const tell = (next: Told) => isOver || setTold(next);
    askDocument(`page?${new URLSearchParams({ name })}`).then(
      document => tell({ name, document }),
      error => tell({ name, problem: error.message }),
    );
    return () => {
      isOver = true;
    };
  }, [name]);
  return told?.name === name ? told : {};
}
