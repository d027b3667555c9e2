import path from "node:path";
import type { Page as Tab } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launchChromium, lookProblems } from "../dev/testing/chromium.ts";
import { ownEmulator } from "../dev/testing/emulator.ts";
import { type LearnersConsole, openLearnersConsole } from "../dev/testing/learners-console.ts";
import { type LearnersCourse, learnersCourse } from "../dev/testing/learners-course.ts";
import { openTerminal, type Terminal } from "../dev/testing/terminal.ts";

// A lesson in the browser, alone and beside a terminal, as its learner sees it. Not on Windows, which has no pseudo-terminal.

const test = suite("lesson");

const emulator = await ownEmulator();
const browser = await launchChromium();
const problems: string[] = [];

type View = Omit<LearnersConsole, "end">;

const script = ({ folder }: LearnersCourse, name: string) => path.join(folder, "scripts", name);

/** `npm run learn` in a terminal, and the address that it prints. */
async function openLearn(
  course: LearnersCourse,
  ...words: string[]
): Promise<{ terminal: Terminal; view: View }> {
  const env = { ...course.env(emulator), NO_COLOR: "1" };
  const size = { columns: 110, rows: 60, cwd: course.folder };
  const terminal = await openTerminal([script(course, "learn.ts"), ...words], env, size);
  const seen = await terminal.sees(/Browser {2}http:\S+#[\w-]{32}/);
  const [, url = "", token = ""] = /(http:\/\/[^/]+)\/lessons\/01-starter#(\S+)/.exec(seen) ?? [];
  return { terminal, view: { url, token } };
}

async function open({ url, token }: View, address = "/lessons/01-starter", options = {}): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const tab = await context.newPage();
  tab.on("pageerror", error => problems.push(error.message));
  tab.on("console", message => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      problems.push(message.text());
  });
  await tab.goto(`${url}${address}#${token}`);
  return tab;
}

const check = (tab: Tab, name: string) => tab.locator(".todos li", { hasText: name });
const keepsInput = "The output is the input with the greeting at taskresult";
const isRed = (tab: Tab) => tab.locator(".now.idle").waitFor({ timeout: 60_000 });
const isDone = (tab: Tab) => tab.locator(".now.succeeded").waitFor({ timeout: 60_000 });

const course = learnersCourse();
const console = await openLearnersConsole(course, emulator);

test("with the browser alone, and the keyboard alone: begun, red, hints, a mistake, done", async () => {
  const tab = await open(console, "/");
  await tab.getByRole("link", { name: "01 Starter" }).focus();
  await tab.keyboard.press("Enter");
  await tab.locator("article h1", { hasText: "01 Starter" }).waitFor();
  await tab.getByRole("button", { name: "Begin" }).waitFor();
  assert.is(await tab.locator(".todos li.notReached").count(), 11);
  await tab.keyboard.press("b");
  await isRed(tab);
  assert.is(await tab.locator(".todos details[open]").count(), 1);
  assert.match(await tab.locator(".todos details[open]").innerText(), /expected[\s\S]*"Hello 102 Class"/);
  await tab.locator(".run .workflow .state.succeeded").waitFor();

  for (const [depth, words] of [
    [1, /Hint 1 of 3: What the check saw/i],
    [2, /Hint 2 of 3[\s\S]*ResultPath "\$\.taskresult" adds/i],
    [3, /Hint 3 of 3[\s\S]*starter\.asl\.json[\s\S]*\+ +"ResultPath": "\$\.taskresult"/i],
  ] as const) {
    await tab.keyboard.press("h");
    await tab.getByLabel(`Hint ${depth} of 3`).waitFor();
    assert.match(await tab.locator(".hint").innerText(), words);
  }

  await tab.keyboard.press("d");
  await tab.getByText("Not all checks are green yet, and this shows the solution. Show it?").waitFor();
  assert.not.match(await tab.locator("dialog").innerText(), "States.Wait");
  await tab.keyboard.press("Escape");
  await tab.locator("dialog").waitFor({ state: "detached" });
  await tab.keyboard.press("d");
  await tab.getByRole("button", { name: "Show it" }).press("Enter");
  await tab.locator("dialog", { hasText: "States.Wait Before" }).waitFor();
  await tab.keyboard.press("Escape");

  course.save("01-starter/starter.asl.json", "{");
  await tab.locator(".now.failed", { hasText: "starter.asl.json:1: not valid JSON" }).waitFor();
  course.solve("01-starter");
  await check(tab, keepsInput).and(tab.locator(".succeeded")).waitFor({ timeout: 30_000 });
  await isDone(tab);
  assert.is(await tab.locator(".todos li.succeeded").count(), 11);
  assert.is(await tab.locator(".run .workflow .state.succeeded").count(), 3);
  assert.is(await tab.locator('article [data-check][data-mark="succeeded"]').count(), 6);
  await tab.keyboard.press("d");
  await tab.getByText("Your 01-starter is the solution").waitFor();
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("n");
  await tab.locator("article h1", { hasText: "02 API" }).waitFor();
});

test("the first page has the course, and how far its learner is", async () => {
  const tab = await open(console, "/");
  const card = (name: string) => tab.locator(".course .card", { hasText: name });
  await card("01 Starter").getByText("done", { exact: true }).waitFor();
  await card("02 API").getByText("not begun").first().waitFor();
});

test("what another page, or a section, is named by leads there without loading the console again", async () => {
  const tab = await open(console);
  await tab.evaluate("window.isSame = true");
  await tab.locator("article").getByRole("link", { name: "Keep the input" }).click();
  await tab.waitForFunction(
    () => (document.getElementById("keep-the-input")?.getBoundingClientRect().top ?? 999) < 200,
  );
  await tab.locator("article").getByRole("link", { name: "02 API" }).click();
  await tab.locator("article h1", { hasText: "02 API" }).waitFor();
  await tab
    .getByRole("navigation", { name: "Course" })
    .getByRole("link", { name: "Troubleshooting" })
    .click();
  await tab.locator("article h1", { hasText: "Troubleshooting" }).waitFor();
  assert.is(await tab.locator(".work").count(), 0);
  assert.is(await tab.evaluate("window.isSame"), true);
  await tab.goto(`${console.url}/lessons/console`);
  await tab.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>("article img")].some(image => image.naturalWidth > 0),
  );
});

test("a finished step is not run again when it is opened; two tabs see the same run", async () => {
  const [first, second] = [await open(console), await open(console)];
  for (const tab of [first, second]) await isDone(tab);
  await first.keyboard.press("r");
  for (const tab of [first, second]) await tab.locator(".now.running").waitFor();
  for (const tab of [first, second]) await isDone(tab);
});

const html = "<img src=x onerror=\"document.title='owned'\"><style>*{display:none}</style>";

test("HTML and marks that turn text around stay text in what a learner's work says", async () => {
  const tab = await open(console);
  await isDone(tab);
  const error = `export const handler = async () => { throw new Error(${JSON.stringify(`${html} safe\u202egnp.exe +1 555 444 6655`)}); };\n`;
  course.save("01-starter/handlers/hello.ts", error);
  await isRed(tab);
  const text = await tab.locator(".todos details[open]").innerText();
  assert.match(text, "<style>*{display:none}</style> safe\\u202egnp.exe");
  assert.not.match(text, /444 ?66/);
  const damage = await tab.evaluate(() => ({
    title: document.title === "owned",
    elements: document.querySelectorAll(".work img, .work style").length,
    marks: /[\u202a-\u202e]/.test(document.body.innerText),
  }));
  assert.equal(damage, { title: false, elements: 0, marks: false });
});

test("without the token nothing is begun, checked, hinted at, compared or read", async () => {
  const ask = async (name: string, init: RequestInit) =>
    (await fetch(`${console.url}/api/${name}`, { ...init, headers: { "x-console-token": "x".repeat(32) } }))
      .status;
  for (const name of ["begin", "check", "hint"])
    assert.is(await ask(name, { method: "POST", body: '{"step":"01"}' }), 401, name);
  for (const name of ["diff?step=01", "page?name=01-starter", "live?topic=lesson+01-starter"])
    assert.is(await ask(name, {}), 401, name);
});

for (const [what, address] of [
  ["a lesson", "/lessons/01-starter"],
  ["a lesson that is not begun", "/lessons/02-api"],
  ["a page", "/lessons/reference"],
  ["the first page", "/"],
] as const) {
  test(`${what} has room at each width, contrast in each scheme, and names for what is on it`, async () => {
    for (const width of [360, 768, 1440]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const tab = await open(console, address, {
          viewport: { width, height: 900 },
          colorScheme,
          bypassCSP: true, // axe-core runs inside the page
          reducedMotion: "reduce",
        });
        await tab
          .locator(address === "/" ? ".course .card" : "article h1")
          .first()
          .waitFor();
        if (what === "a lesson") await isRed(tab);
        assert.equal(await lookProblems(tab), [], `${width} px, ${colorScheme}`);
        if (what === "a lesson" && width > 360) {
          await tab.setViewportSize({ width, height: 500 });
          const height = await tab.evaluate(() => document.documentElement.scrollHeight);
          assert.is(height, 500, `${width} px: the window scrolls, and not only what is in it`);
        }
        await tab.context().close();
      }
    }
  });
}

test("terminal and browser show one run: a save, a hint, the end of the terminal", async () => {
  const course = learnersCourse();
  const { terminal, view } = await openLearn(course);
  const tab = await open(view);
  await terminal.sees(/Save a file in my-work\/01-starter/);
  await isRed(tab);

  await tab.getByRole("button", { name: "Hint" }).click();
  await terminal.sees(/\(hint 1 of 3\)/);
  terminal.press("h");
  await tab.getByLabel("Hint 2 of 3").waitFor();

  course.solve("01-starter");
  await Promise.all([
    terminal.sees(/✓ The output is the input with the greeting/),
    check(tab, keepsInput).and(tab.locator(".succeeded")).waitFor({ timeout: 30_000 }),
  ]);
  await Promise.all([terminal.sees(/★ 01-starter is done/), isDone(tab)]);
  terminal.press("r");
  await tab.locator(".now.running").waitFor();
  await isDone(tab);
  terminal.press("o");
  await terminal.sees(/The page is http:\/\/127\.0\.0\.1:\d+\/lessons\/01-starter#/);
  terminal.press("q");
  assert.is((await terminal.end()).code, 0);
  await tab.getByText("The console does not run any more").first().waitFor();
});

test("a console that was there before shows the terminal's run, and goes on when that ends", async () => {
  const course = learnersCourse();
  const own = await openLearnersConsole(course, emulator);
  const tab = await open(own);
  await tab.getByRole("button", { name: "Begin" }).click();
  await isRed(tab);
  const { terminal } = await openLearn(course, "01");
  await terminal.sees(/Save a file in my-work\/01-starter/);
  course.save("01-starter/starter.asl.json", "{");
  await Promise.all([
    terminal.sees(/not valid JSON/),
    tab.locator(".now.failed", { hasText: "not valid JSON" }).waitFor(),
  ]);
  await own.end();
  course.solve("01-starter");
  await terminal.sees(/★ 01-starter is done/, 60_000);
  terminal.press("q");
  assert.is((await terminal.end()).code, 0);
});

test("nothing went wrong in the pages meanwhile", () => assert.equal(problems, []));

test.after(async () => {
  await browser.close();
  await console.end();
  await emulator.stop();
});

test.run();
