import { randomBytes } from "node:crypto";
import { freePort, isFree } from "../machine/port.ts";
import { identify, openTarget, type Target } from "../targets/index.ts";
import { startBrowser } from "./browse/start-browser.ts";
import type { Context } from "./context.ts";
import { openLessons } from "./lesson/lessons.ts";
import { type ConsoleRequest, defaultPort } from "./options.ts";
import { bundlePage } from "./serve/bundle.ts";
import { serveConsole } from "./serve/serve.ts";
import { openPoller } from "./watch/poller.ts";
import { topicsOf } from "./watch/topics.ts";

export interface OpenConsole {
  /** Its address, with the token that opens it. */
  url: string;
  target: Target;
  context: Context;
  close(): Promise<void>;
}

/** Opens the target that is asked for, and a console on it. Throws what `openTarget` and `openConsoleOn` throw. */
export async function openConsole(
  request: ConsoleRequest,
  onProgress?: (line: string) => void,
): Promise<OpenConsole> {
  const wish = { ...request.place, ...(onProgress && { onProgress }) };
  const target = await openTarget(wish);
  const looking = await openTarget({ ...wish, attempts: 1 });
  return await openConsoleOn({ target, looking }, request, onProgress);
}

/** A target, twice. */
interface Targets {
  /** For what is asked once, for somebody who waits: a refused call is repeated. */
  target: Target;
  /** For what is looked at again anyway: it tells of a refusal, and does not wait for the next try. */
  looking: Target;
}

/** Opens a console on a target. Throws what `identify`, `startBrowser` and `serveConsole` throw. */
export async function openConsoleOn(
  { target, looking }: Targets,
  { place, learner, port, allowChanges, browse, open }: ConsoleRequest,
  onProgress?: (line: string) => void,
): Promise<OpenConsole> {
  let bundled: ReturnType<typeof bundlePage> | undefined;
  const assets = () => (bundled ??= bundlePage());
  if (open) assets().catch(() => {}); // whoever asks for one is told
  const { account } = await identify(target);
  const mayChange = target.kind !== "aws" || allowChanges;
  const { profile } = place;
  const browser = browse ? await startBrowser({ target, mayChange, profile, onProgress }) : undefined;
  // On AWS a terminal begins it, where the account is shown and the learner is asked.
  const lessons = openLessons({ learner, values: place }, target.kind !== "aws");
  const context: Context = {
    about: {
      target: { kind: target.kind, title: target.title, region: target.region, account },
      learner,
      mayChange,
      ...(browser && { browser: browser.url }),
    },
    target,
    poller: openPoller(topicsOf({ target: looking, learner, lessons })),
    lessons,
  };
  const token = randomBytes(24).toString("base64url");
  const chosen = port ?? ((await isFree(defaultPort)) ? defaultPort : await freePort());
  const server = await serveConsole(context, { port: chosen, token, assets }).catch(async error => {
    await browser?.stop();
    throw error;
  });
  const close = async () => {
    await server.close();
    await lessons.close();
    await browser?.stop();
  };
  return { url: `http://127.0.0.1:${server.port}/#${token}`, target, context, close };
}
