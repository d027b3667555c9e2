import { ListMapRunsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Page as Tab } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lookProblems } from "../dev/testing/chromium.ts";
import { openTestConsole, pageOf } from "../dev/testing/console.ts";
import { makeSamples, type Sample, samples } from "../dev/testing/sample-machines.ts";
import { startExecution } from "../execution/start.ts";

// How the console looks, and that it can be used by everybody: in small windows, in the dark, with the keyboard alone.

const test = suite("looks");

const console = await openTestConsole();
const sfn = console.target.client(SFNClient);
const machines = await makeSamples(console.target, Object.keys(samples) as Sample[]);
const { QueueUrl } = await console.target
  .client(SQSClient)
  .send(new CreateQueueCommand({ QueueName: "questions" }));

const start = async (name: Sample, input: unknown = {}) =>
  pageOf("executions", await startExecution(sfn, machines[name], input));

const failed = await start("catches", { name: "Ada" });
const mapped = await start("maps", { items: [true, false, true].map(good => ({ good })) });
const asking = await start("asks", { queue: QueueUrl });
const running = await start("waits-an-hour");
const attacked = await start("attacks", { text: "x" });
const distributed = await startExecution(sfn, machines.distributes, { items: [1, 2] });

async function mapRun(): Promise<string> {
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn: distributed }));
  return pageOf("map-runs", mapRuns?.[0]?.mapRunArn ?? "");
}

/** What is looked at: how to get there, and what is there then. */
const views: [what: string, path: string | (() => Promise<string>), act?: (tab: Tab) => Promise<void>][] = [
  ["the overview", "/", async tab => await tab.locator(".card .workflow").first().waitFor()],
  [
    "a state machine",
    pageOf("machines", machines["runs-beside"]),
    async tab => await tab.locator(".workflow").waitFor(),
  ],
  [
    "an execution that succeeded",
    failed,
    async tab => await tab.locator(".hero .status.succeeded").waitFor(),
  ],
  [
    "an execution that failed, and its iterations",
    mapped,
    async tab => {
      await tab.locator(".failure").waitFor();
      await tab.locator('[data-state="Each"] .name').first().click();
      await tab.getByRole("tab", { name: /^Iterations/ }).click();
    },
  ],
  ["an execution that runs", running, async tab => await tab.locator(".workflow .running").first().waitFor()],
  ["an execution that asks", asking, async tab => await tab.locator(".token textarea").waitFor()],
  [
    "events, and one that is chosen",
    failed,
    async tab => {
      await tab
        .getByRole("tab", { name: /^Events/ })
        .last()
        .click();
      await tab.locator(".events .line").nth(2).click();
    },
  ],
  ["long names", attacked, async tab => await tab.locator(".failure").waitFor()],
  ["a Map run", mapRun, async tab => await tab.locator(".counts").waitFor()],
  [
    "the editor",
    failed,
    async tab => {
      await tab.getByRole("button", { name: "Start again" }).click();
      await tab.locator(".samples button").first().waitFor();
      await tab.getByLabel("Input, in JSON").fill("{");
    },
  ],
  ["the keys", "/", async tab => await tab.getByRole("button", { name: "Help" }).click()],
];

const windows = [
  { width: 360, height: 740, colorScheme: "light" },
  { width: 768, height: 1024, colorScheme: "dark" },
  { width: 1440, height: 900, colorScheme: "light" },
  { width: 1440, height: 900, colorScheme: "dark" },
] as const;

for (const [what, path, act] of views) {
  test(`${what} can be read by everybody, in windows of all sizes, in light and dark`, async () => {
    for (const { width, height, colorScheme } of windows) {
      const tab = await console.open(typeof path === "string" ? path : await path(), {
        viewport: { width, height },
        colorScheme,
        bypassCSP: true, // axe-core runs inside the page
        reducedMotion: "reduce", // no colour is measured half-way
      });
      await act?.(tab);
      assert.equal(await lookProblems(tab), [], `${width} px, ${colorScheme}`);
      await tab.context().close();
    }
  });
}

test("everything can be done with the keyboard alone", async () => {
  const tab = await console.open("/");
  const { keyboard } = tab;
  const focused = () => tab.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  const tabTo = async (text: string) => {
    for (let presses = 0; (await focused()) !== text; presses += 1) {
      if (presses > 200) throw new Error(`The Tab key never leads to "${text}".`);
      await keyboard.press("Tab");
    }
  };
  await tab.locator(".card", { hasText: "waits-an-hour" }).waitFor();
  await tabTo("loops");
  await keyboard.press("Enter");
  await tab.getByRole("heading", { name: "loops" }).waitFor();
  await tab.locator(".workflow").waitFor();
  await keyboard.press("s");
  await tab.getByLabel("Input, in JSON").waitFor();
  await keyboard.press("Control+a");
  await keyboard.type('{ "n": 0 }');
  await keyboard.press("Control+Enter");
  await tab.locator(".hero .status.succeeded").waitFor();

  const chosen = () => tab.locator(".inspector h2").innerText();
  for (
    let presses = 0;
    !(await tab.evaluate(() => document.activeElement?.matches(".state")));
    presses += 1
  ) {
    assert.ok(presses < 200, "the Tab key leads into the graph");
    await keyboard.press("Tab");
  }
  await keyboard.press("Enter");
  assert.is(await chosen(), "Count");
  await keyboard.press("ArrowDown");
  assert.is(await chosen(), "Enough?");
  await keyboard.press("ArrowDown");
  assert.is(await chosen(), "Enough");
  await keyboard.press("Escape");
  assert.is(await chosen(), "The execution's data");
  await keyboard.press("2");
  await keyboard.press("/");
  await keyboard.type("Choice");
  await keyboard.press("Tab");
  while ((await focused()).length < 60) await keyboard.press("Tab"); // the list of events
  await keyboard.press("Home");
  await keyboard.press("ArrowDown");
  assert.is(await chosen(), "Enough?");
  await keyboard.press("?");
  await tab.getByRole("heading", { name: "Keyboard" }).waitFor();
  await keyboard.press("Escape");
  await tab.getByRole("heading", { name: "Keyboard" }).waitFor({ state: "detached" });
});

test("nothing moves for those who don't want it, and for others what runs does", async () => {
  for (const reducedMotion of ["reduce", "no-preference"] as const) {
    const tab = await console.open(running, { reducedMotion });
    await tab.locator(".workflow .running").first().waitFor();
    const moving = await tab.evaluate(() => document.getAnimations().length);
    assert.is(moving > 0, reducedMotion === "no-preference");
  }
});

test("on paper there is all of it, dark on white", async () => {
  const tab = await console.open(mapped, { colorScheme: "dark" });
  await tab.locator(".failure").waitFor();
  await tab.getByRole("button", { name: "Light or dark" }).click({ clickCount: 2 }); // chosen, not the system's
  await tab.emulateMedia({ media: "print", colorScheme: "dark" });
  const printed = await tab.evaluate(() => ({
    colours: [getComputedStyle(document.documentElement).colorScheme, getComputedStyle(document.body).color],
    clipped: [...document.querySelectorAll("main, .inspector, .json, .graph-scroll, .scroll")]
      .filter(element => getComputedStyle(element).overflowY !== "visible")
      .filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 2)
      .map(({ className }) => className),
    controls: [...document.querySelectorAll(".top, .sidebar, .actions *, .graph-tools *, .leave")].filter(
      element => element.checkVisibility(),
    ).length,
  }));
  assert.equal(printed, { colours: ["light", "rgb(23, 27, 34)"], clipped: [], controls: 0 });
});

test("the other colour scheme is a click away, and stays", async () => {
  const tab = await console.open("/", { colorScheme: "light" });
  await tab.locator(".card").first().waitFor();
  const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await tab.getByRole("button", { name: "Light or dark" }).click();
  const dark = await background();
  assert.is.not(dark, light);
  await tab.reload();
  await tab.locator(".card").first().waitFor();
  assert.is(await background(), dark);
  await tab.getByRole("button", { name: "Light or dark" }).click();
  assert.is(await background(), light);
});

test("nothing went wrong in the pages meanwhile", () => assert.equal(console.problems, []));

test.after(() => console.close());

test.run();
