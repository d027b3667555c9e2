import type { LearnRequest } from "../learn/options.ts";
import type { BrowserView } from "../learn/watch/browser-view.ts";
import { openConsole } from "./open-console.ts";

/** Opens a console beside a terminal in which a learner works. Throws what `openConsole` throws. */
export async function openLessons({ learner, values }: LearnRequest): Promise<BrowserView> {
  const { target, region, profile } = values;
  const console = await openConsole({
    place: { target, region, profile },
    learner,
    port: undefined,
    open: false,
    browse: false,
    allowChanges: false,
  });
  const [url, token] = console.url.split("/#");
  return {
    pageOf: ({ name }) => `${url}/lessons/${name}#${token}`,
    close: console.close,
  };
}
