import { useEffect } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";

/** Names the tab after what it shows. */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = [...parts, "Step Functions Workshop"].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = plainText(title);
  }, [title]);
}
