import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Page as Tab } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openTestConsole, pageOf } from "../dev/testing/console.ts";
import { attacks, makeSamples } from "../dev/testing/sample-machines.ts";
import { startExecution } from "../execution/start.ts";

// Data that wants to be part of the page, pages that want to use the console, and what nobody is to read.

const test = suite("attacks");

const console = await openTestConsole();
const sfn = console.target.client(SFNClient);
const machines = await makeSamples(console.target, ["attacks", "waits", "fails"]);

const becomes = (tab: Tab, status: string) => tab.locator(".hero .status", { hasText: status }).waitFor();

/** What of the attacks has come true on a page: what is read on it, or heard, has no hidden marks. */
const damageOn = (tab: Tab) =>
  tab.evaluate(() => {
    const told = [...document.querySelectorAll("[title], [aria-label]")];
    const texts = told.map(
      element => `${element.getAttribute("title")} ${element.getAttribute("aria-label")}`,
    );
    return {
      owned: document.title === "owned",
      elements: document.querySelectorAll("body img:not([src='/assets/icon.svg']), body script, body style")
        .length,
      hidden: /[\u202a-\u202e\u2066-\u2069]/.test(`${document.title} ${document.body.innerText} ${texts}`),
      isSeen: document.body.checkVisibility(),
    };
  });
const none = { owned: false, elements: 0, hidden: false, isSeen: true };

test("names, errors and data with HTML or hidden marks in them stay text, wherever they are shown", async () => {
  const input = { text: attacks.html, [attacks.bidi]: attacks.style, list: [attacks.html] };
  const executionArn = await startExecution(sfn, machines.attacks, input);
  const tab = await console.open(pageOf("executions", executionArn));
  await becomes(tab, "Failed");
  assert.match(await tab.locator(".failure").innerText(), "<style>*{display:none}</style>");
  assert.match(await tab.locator(".failure").innerText(), "safe\\u202egnp.exe");
  assert.equal(await damageOn(tab), none);
  for (const name of [attacks.html, attacks.bidi, attacks.style, attacks.template]) {
    await tab
      .locator(`.workflow .state[data-state=${JSON.stringify(name)}] .name`)
      .first()
      .click();
    for (const part of await tab.locator(".inspector [role=tab]").all()) {
      await part.click();
      for (const fold of await tab.locator(".inspector summary").all()) await fold.click();
      assert.equal(await damageOn(tab), none, name);
    }
  }
  for (const key of ["2", "1"]) await tab.keyboard.press(key);
  await tab.getByRole("button", { name: "Start again" }).click();
  assert.match(await tab.getByLabel("Input, in JSON").inputValue(), "<script>");
  await tab.locator(".samples button").first().waitFor();
  assert.equal({ ...(await damageOn(tab)), hidden: false }, none); // a field has its text as it is
});

test("a state machine's name and the list of executions stay text", async () => {
  const tab = await console.open(pageOf("machines", machines.attacks));
  await tab.locator(".executions a").first().waitFor();
  assert.equal(await damageOn(tab), none);
  await tab.goto(`${console.url}/machines/${encodeURIComponent(attacks.html)}`);
  await tab.getByRole("heading", { name: "<img" }).waitFor();
  assert.equal(await damageOn(tab), none);
});

/** Runs in the page: attempts to get code into it. Tells what the browser did not allow. */
const injections = `(async () => {
  const blocked = [];
  document.addEventListener("securitypolicyviolation", event => {
    if (/^(img|connect)-src$/.test(event.effectiveDirective)) blocked.push(event.effectiveDirective);
  });
  try { document.createElement("script").text = "document.title = 'owned'"; } catch { blocked.push("script text"); }
  try { document.body.innerHTML = "<p>owned</p>"; } catch { blocked.push("innerHTML"); }
  const script = document.createElement("script");
  script.append("document.title = 'owned'");
  document.body.append(script);
  try { document.body.setAttribute("onclick", "document.title = 'owned'"); } catch { blocked.push("onclick"); }
  document.body.click();
  location.href = "javascript:document.title = 'owned'";
  await fetch("https://evil.example/").catch(() => {});
  new Image().src = "https://evil.example/x.png";
  await new Promise(resolve => setTimeout(resolve, 500));
  return { title: document.title, blocked, cards: document.querySelectorAll(".card").length };
})()`;

test("code that gets into the page is not run", async () => {
  const tab = await console.open("/");
  await tab.locator(".card").first().waitFor();
  const blocked = (await tab.evaluate(injections)) as { title: string; blocked: string[]; cards: number };
  assert.is(blocked.title, "Step Functions Workshop");
  assert.equal(blocked.blocked.sort(), ["connect-src", "img-src", "innerHTML", "onclick", "script text"]);
  assert.ok(blocked.cards > 0);
  console.problems.length = 0; // the browser has logged each of them
});

const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<h1>Stranger</h1>");
});

/** A page of somebody else, on this machine and, for browsers, on another site. */
async function strangersPage(): Promise<Tab> {
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const context = await console.browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return tab;
}

test("a page from elsewhere can neither read nor change anything, even with the token", async () => {
  const tab = await strangersPage();
  const before = await executionsOf(machines.waits);
  const results = await tab.evaluate(
    async ({ url, token, machine }) => {
      const body = JSON.stringify({ machine, input: "{}" });
      const tries: [string, RequestInit][] = [
        ["about", { headers: { "x-console-token": token } }],
        ["about", { mode: "no-cors" }],
        [
          "start",
          { method: "POST", body, headers: { "x-console-token": token, "content-type": "application/json" } },
        ],
        ["start", { method: "POST", body, mode: "no-cors" }],
      ];
      return await Promise.all(
        tries.map(([name, init]) =>
          fetch(`${url}/api/${name}`, init).then(
            ({ type, status }) => `${type} ${status}`,
            () => "refused",
          ),
        ),
      );
    },
    { url: console.url, token: console.token, machine: machines.waits },
  );
  assert.equal(
    results.filter(result => !/^(refused|opaque 0)$/.test(result)),
    [],
  );
  assert.is(await executionsOf(machines.waits), before);
  const frame = await tab.evaluate(async url => {
    const element = document.createElement("iframe");
    element.src = url;
    document.body.append(element);
    await new Promise(resolve => element.addEventListener("load", resolve));
    return element.contentDocument === null; // an error page of the browser's own
  }, console.url);
  assert.is(frame, true);
});

async function executionsOf(stateMachineArn: string): Promise<number> {
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions.length;
}

test("phone numbers are masked on the page, and the execution that is started again gets the real one", async () => {
  const input = { seconds: 1, phoneNumber: "+1 555 444 6655", text: "call +15554446677" };
  const executionArn = await startExecution(sfn, machines.waits, input);
  const tab = await console.open(pageOf("executions", executionArn));
  await tab.locator(".hero .status").waitFor();
  const isShown = async () => /555.?444|5554446/.test(await tab.content());
  assert.is(await isShown(), false);
  assert.match(await tab.locator(".inspector").innerText(), /\*{5,}55/);
  await tab.getByRole("button", { name: "Start again" }).click();
  const field = tab.getByLabel("Input, in JSON");
  assert.not.match(await field.inputValue(), /444/);
  await tab.getByText("Phone numbers are masked").waitFor();
  const before = tab.url();
  await field.press("Control+Enter");
  await tab.waitForURL(url => url.href !== before);
  const again = decodeURIComponent(new URL(tab.url()).pathname.split("/")[2] ?? "");
  const told = await sfn.send(new DescribeExecutionCommand({ executionArn: again }));
  assert.equal(JSON.parse(told.input ?? ""), input);
  assert.is(await isShown(), false);
});

test("nothing went wrong in the pages meanwhile", () => assert.equal(console.problems, []));

test.after(async () => {
  server.close();
  server.closeAllConnections();
  await console.close();
});

test.run();
