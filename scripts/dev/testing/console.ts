import type { Browser, BrowserContextOptions, Page as Tab } from "playwright-core";
import { openConsoleOn } from "../../console/open-console.ts";
import { freePort } from "../../machine/port.ts";
import { localTarget, type Target } from "../../targets/index.ts";
import { launchChromium } from "./chromium.ts";
import { ownEmulator } from "./emulator.ts";
import { startProxy, type TestProxy } from "./proxy.ts";

/** A console on an emulator of a test's own, and the browser that looks at it. */
export interface TestConsole {
  browser: Browser;
  /** Its address without the token. */
  url: string;
  token: string;
  /** Between the console and the emulator. */
  proxy: TestProxy;
  /** The emulator, past the proxy. */
  target: Target;
  /** Opens an address in a new window, with the token. */
  open(path: string, options?: BrowserContextOptions): Promise<Tab>;
  /** What went wrong in the code of the pages, and what their Content-Security-Policy did not allow. */
  problems: string[];
  /** Ends the console alone. */
  endConsole(): Promise<void>;
  close(): Promise<void>;
}

/** The address of what has this ARN. */
export const pageOf = (kind: "machines" | "executions" | "map-runs", arn: string) =>
  `/${kind}/${encodeURIComponent(arn)}`;

/** Opens one. `kind` is what it takes its target for. */
export async function openTestConsole({
  kind = "local",
}: {
  kind?: Target["kind"];
} = {}): Promise<TestConsole> {
  const emulator = await ownEmulator();
  const proxy = await startProxy(emulator.endpoint);
  const on = (attempts?: number) => ({
    ...localTarget(proxy.endpoint, undefined, attempts === undefined ? {} : { attempts }),
    kind,
  });
  const console = await openConsoleOn(
    { target: on(), looking: on(1) },
    { place: {}, learner: "ada", port: await freePort(), allowChanges: false, browse: false, open: false },
  );
  const browser = await launchChromium();
  const [url = "", token = ""] = console.url.split("/#");
  const problems: string[] = [];
  let hasEnded = false;
  const endConsole = async () => {
    if (!hasEnded) await console.close();
    hasEnded = true;
  };
  return {
    browser,
    url,
    token,
    proxy,
    target: localTarget(emulator.endpoint),
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const tab = await context.newPage();
      // A call that is refused is logged by the browser itself: tests of refusals look for them on the page.
      tab.on("console", message => {
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          problems.push(message.text());
      });
      tab.on("pageerror", error => problems.push(error.message));
      await tab.goto(`${url}${path}#${token}`);
      return tab;
    },
    problems,
    endConsole,
    async close() {
      await browser.close();
      await endConsole();
      proxy.stop();
      await emulator.stop();
    },
  };
}
