import { gzipSync } from "node:zlib";
import { CreateStateMachineCommand, GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Browser, Page as Tab } from "playwright-core";
import { openConsoleOn } from "../../console/open-console.ts";
import { bundlePage } from "../../console/serve/bundle.ts";
import { followExecution } from "../../execution/follow.ts";
import { startExecution } from "../../execution/start.ts";
import { freePort } from "../../machine/port.ts";
import { localTarget } from "../../targets/index.ts";
import { findChromium, launchChromium } from "../testing/chromium.ts";
import { pageOf } from "../testing/console.ts";
import { ownEmulator } from "../testing/emulator.ts";
import { openLearnersConsole } from "../testing/learners-console.ts";
import { learnersCourse } from "../testing/learners-course.ts";
import { median } from "./measure.ts";

const rounds = 7;

/** Its page has the most text. */
const longestLesson = "08-map";

/** States one after the other, each long enough to be seen. */
const steps = ["A", "B", "C", "D", "E", "F", "G", "H"];
const changes = {
  StartAt: "A",
  States: Object.fromEntries(
    steps.map((name, index) => {
      const next = steps[index + 1];
      return [name, { Type: "Wait", Seconds: 1, ...(next ? { Next: next } : { End: true }) }];
    }),
  ),
};

/** As many events as an execution may have: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const long = {
  StartAt: "Count",
  States: {
    Count: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "Enough?" },
    "Enough?": {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericLessThan: 6_248, Next: "Count" }],
      Default: "Enough",
    },
    Enough: { Type: "Succeed" },
  },
};

const wide = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "First",
        States: { First: { Type: "Pass", Next: "Second" }, Second: { Type: "Pass", End: true } },
      },
      End: true,
    },
  },
};

/** Times the console in a browser, on an emulator of its own. */
export async function benchConsole(): Promise<string[][]> {
  if (!findChromium()) return [["the console", "there is no Chromium here: CHROMIUM names one", ""]];
  const emulator = await ownEmulator();
  const target = localTarget(emulator.endpoint);
  const looking = localTarget(emulator.endpoint, undefined, { attempts: 1 });
  const request = { place: {}, learner: "bench", allowChanges: false, browse: false, open: true };
  const console = await openConsoleOn({ target, looking }, { ...request, port: await freePort() });
  const learners = await openLearnersConsole(learnersCourse(), emulator);
  const browser = await launchChromium();
  const [url = "", token] = console.url.split("/#");
  const address = (path: string) => `${url}${path}#${token}`;
  const sfn = target.client(SFNClient);
  const run = async (name: string, definition: object, input: unknown) => {
    const roleArn = "arn:aws:iam::000000000000:role/bench";
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
    );
    return await startExecution(sfn, stateMachineArn, input);
  };
  const ended = async (arn: string) => {
    await followExecution(sfn, arn, { pollMs: 500, limitMs: 600_000 });
    return address(pageOf("executions", arn));
  };

  try {
    const first = `${learners.url}/#${learners.token}`;
    const lesson = `${learners.url}/lessons/${longestLesson}#${learners.token}`;
    const painted = {
      first: await repeat(() => firstPaint(browser, first)),
      lesson: await repeat(() => firstPaint(browser, lesson)),
    };
    const there = {
      first: await repeat(() => shown(browser, first, [".course .card"])),
      lesson: await repeat(() => shown(browser, lesson, ["article h1", ".todos li"])),
    };
    const changed = await run("changes", changes, {});
    const delays = await delaysOf(browser, address(pageOf("executions", changed)), async () => {
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn: changed, maxResults: 1000 }),
      );
      return events.flatMap(({ timestamp, stateEnteredEventDetails: entered }) =>
        entered ? [{ name: entered.name ?? "", at: timestamp?.getTime() ?? 0 }] : [],
      );
    });
    const longest = await ended(await run("long", long, { n: 0 }));
    const widest = await ended(
      await run("wide", wide, { items: Array.from({ length: 1_000 }, (_, n) => ({ n })) }),
    );
    const opened = {
      long: await repeat(() => opening(browser, longest)),
      wide: await repeat(() => opening(browser, widest)),
    };
    return [
      ["the console's code, gzipped", await sizes(), "60 kB"],
      ["the course list's first paint", spreadMs(painted.first), "300 ms"],
      ["a lesson's first paint", spreadMs(painted.lesson), "300 ms"],
      ["the course list's steps are there", spreadMs(there.first), ""],
      ["a lesson's page and checks are there", spreadMs(there.lesson), ""],
      ["from an event to its state's colour on the screen", spreadMs(delays), "300 ms"],
      ["an execution of 25,000 events is open", spreadMs(opened.long), "1,000 ms"],
      ["a Map of 1,000 iterations is open", spreadMs(opened.wide), "1,000 ms"],
      ["scrolling 25,000 events", await scrolling(browser, longest, "Events"), "60 frames a second"],
      ["scrolling 1,000 iterations", await scrolling(browser, widest, "Iterations"), "60 frames a second"],
    ];
  } finally {
    await browser.close();
    await learners.end();
    await console.close();
    await emulator.stop();
  }
}

async function sizes(): Promise<string> {
  const assets = await bundlePage();
  const size = (name: string) => (gzipSync(assets[name]?.body ?? "").length / 1000).toFixed(1);
  return `${size("console.js")} kB, and ${size("console.css")} kB of style`;
}

async function repeat(measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await measure());
  return values;
}

function spreadMs(values: number[]): string {
  const [least, middle, most] = [Math.min(...values), median(values), Math.max(...values)].map(Math.round);
  return `${middle} ms (${least} to ${most})`;
}

async function inTab<Result>(browser: Browser, use: (tab: Tab) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Milliseconds from the navigation to the first content. https://www.w3.org/TR/paint-timing/ */
async function firstPaint(browser: Browser, address: string): Promise<number> {
  return await inTab(browser, async tab => {
    await tab.goto(address);
    const paint = await tab.waitForFunction(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    );
    return (await paint.jsonValue()) as number;
  });
}

/** Milliseconds from the navigation to the frame in which all of these are there. */
async function shown(browser: Browser, address: string, selectors: string[]): Promise<number> {
  return await inTab(browser, async tab => {
    await tab.goto(address, { waitUntil: "commit" });
    const now = await tab.waitForFunction(
      selectors => selectors.every(selector => document.querySelector(selector)) && performance.now(),
      selectors,
    );
    return (await now.jsonValue()) as number;
  });
}

/** Milliseconds from the navigation to the frame in which the graph, the timeline and all events are there. */
async function opening(browser: Browser, address: string): Promise<number> {
  return await inTab(browser, async tab => {
    await tab.goto(address, { waitUntil: "commit" });
    const now = await tab.waitForFunction(
      () =>
        [...document.querySelectorAll("[role=tab]")].some(({ textContent }) =>
          /^Events [\d,]+$/.test(textContent ?? ""),
        ) &&
        document.querySelector(".workflow") &&
        document.querySelector(".timeline .line") &&
        performance.now(),
    );
    return (await now.jsonValue()) as number;
  });
}

interface Change {
  name: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** For each state that is entered, the milliseconds until the frame in which it is seen to run. */
async function delaysOf(
  browser: Browser,
  address: string,
  entered: () => Promise<Change[]>,
): Promise<number[]> {
  return await inTab(browser, async tab => {
    await tab.addInitScript(watchColours);
    await tab.goto(address);
    await tab.locator(".hero .status.succeeded").waitFor({ timeout: 60_000 });
    const seen = (await tab.evaluate("window.seen")) as Change[];
    const [, ...events] = await entered(); // the first one was there before the page
    return events.map(({ name, at }) => (seen.find(change => change.name === name)?.at ?? Number.NaN) - at);
  });
}

/** Runs in the page: keeps when each state was drawn as running for the first time. */
const watchColours = `
window.seen = [];
const names = new Set();
const look = () => {
  for (const state of document.querySelectorAll(".workflow .state.running")) {
    if (names.has(state.dataset.state)) continue;
    names.add(state.dataset.state);
    window.seen.push({ name: state.dataset.state, at: Date.now() });
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);`;

/** How many frames a second there are while a long list is scrolled, and how long the longest one takes. */
async function scrolling(browser: Browser, address: string, what: "Events" | "Iterations"): Promise<string> {
  return await inTab(browser, async tab => {
    await tab.goto(address);
    if (what === "Iterations") await tab.locator('[data-state="Each"] .name').first().click();
    await tab
      .getByRole("tab", { name: new RegExp(`^${what} [\\d,]+$`) })
      .first()
      .click();
    const list = tab.getByRole("listbox", { name: what, exact: true });
    await list.waitFor();
    const frames = await list.evaluate(scrollFor2Seconds);
    const seconds = frames.reduce((sum, ms) => sum + ms, 0) / 1000;
    return `${Math.round(frames.length / seconds)} frames a second, the longest one ${Math.round(Math.max(...frames))} ms`;
  });
}

/** Runs in the page. */
async function scrollFor2Seconds(list: Element): Promise<number[]> {
  const frames: number[] = [];
  let last = await new Promise<number>(requestAnimationFrame);
  for (const end = last + 2_000; last < end; ) {
    list.scrollTop += 90;
    const now = await new Promise<number>(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}
