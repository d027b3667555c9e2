import { SFNClient } from "@aws-sdk/client-sfn";
import type { Page as Tab } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { refusal } from "../dev/testing/call.ts";
import { openTestConsole, pageOf } from "../dev/testing/console.ts";
import { makeSamples } from "../dev/testing/sample-machines.ts";
import { startExecution } from "../execution/start.ts";

// The way between the page, the console and its target: it breaks, it is slow, and it is not for everybody.

const test = suite("target");

const console = await openTestConsole();
const { proxy, target } = console;
const sfn = target.client(SFNClient);
const machines = await makeSamples(target, ["waits", "waits-an-hour"]);

const start = (name: keyof typeof machines) => startExecution(sfn, machines[name], { seconds: 15 });
const becomes = (tab: Tab, status: string) => tab.locator(".hero .status", { hasText: status }).waitFor();
const trouble = (tab: Tab) => tab.locator(".trouble");
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const calls = () => [...proxy.counts.values()].reduce((sum, count) => sum + count, 0);

test("a target that goes away is said to be away, and what happened meanwhile is seen when it is back", async () => {
  const tab = await console.open(pageOf("executions", await start("waits")));
  await becomes(tab, "Running");
  proxy.onCall = () => "drop";
  await trouble(tab).getByText("nothing answers there").waitFor();
  assert.is(await tab.locator(".target .dot.failed").count(), 1);
  await becomes(tab, "Running"); // what is known stays
  await pause(7_000);
  proxy.onCall = () => undefined;
  await becomes(tab, "Succeeded");
  await trouble(tab).waitFor({ state: "detached" });
});

test("a target that throttles is looked at less often, and the page says so", async () => {
  const tab = await console.open(pageOf("executions", await start("waits-an-hour")));
  await becomes(tab, "Running");
  proxy.onCall = call => refusal(call, "ThrottlingException", "Rate exceeded");
  await trouble(tab).getByText("it refuses so many calls at once").waitFor();
  assert.match(await trouble(tab).innerText(), /Looking again every \d+\.\d s/);
  const before = calls();
  await pause(5_000);
  assert.ok(calls() - before <= 5, `${calls() - before} calls in 5 s`);
  proxy.onCall = () => undefined;
  await trouble(tab).waitFor({ state: "detached" });
});

test("two tabs see the same, the target is asked once for both, and not at all when they are closed", async () => {
  const executionArn = await start("waits-an-hour");
  const callsIn = async (ms: number) => {
    const before = calls();
    await pause(ms);
    return calls() - before;
  };
  const first = await console.open(pageOf("executions", executionArn));
  await becomes(first, "Running");
  await pause(1_000);
  const alone = await callsIn(4_000);
  const second = await first.context().newPage();
  await second.goto(`${console.url}${pageOf("executions", executionArn)}`); // without the token: it is known here
  await becomes(second, "Running");
  await pause(500);
  const together = await callsIn(4_000);
  assert.ok(together < 1.5 * alone, `${alone} calls for one tab, ${together} for two`);
  await first.getByRole("button", { name: "Stop" }).click();
  await Promise.all([becomes(first, "Aborted"), becomes(second, "Aborted")]);
  for (const context of console.browser.contexts()) await context.close();
  await pause(1_000);
  assert.is(await callsIn(3_000), 0);
});

test("the token does not stay in the address", async () => {
  const tab = await console.open("/");
  await tab.getByRole("heading", { name: "State machines", exact: true }).waitFor();
  assert.is(tab.url(), `${console.url}/`);
  assert.not.match(await tab.content(), console.token);
});

test("without the token, or with a wrong one, nothing is shown", async () => {
  for (const address of ["/", "/#", `/#${"x".repeat(32)}`, "/#content"]) {
    const context = await console.browser.newContext();
    const tab = await context.newPage();
    await tab.goto(`${console.url}${address}`);
    await tab.getByRole("heading", { name: "Open the address that the command printed" }).waitFor();
    assert.not.match(await tab.locator("body").innerText(), /waits|000000000000/);
    await context.close();
  }
});

test("a link with a wrong token locks nobody out", async () => {
  const tab = await console.open("/");
  await tab.locator(".card").first().waitFor();
  await tab.goto(`${console.url}${pageOf("machines", machines.waits)}#${"x".repeat(32)}`);
  await tab.getByRole("button", { name: "Start" }).waitFor();
});

test("an address that was stored opens where it leads, and going back leads back", async () => {
  const tab = await console.open(pageOf("machines", machines.waits));
  await tab.getByRole("link", { name: "Step Functions Workshop" }).click();
  await tab.getByRole("heading", { name: "State machines", exact: true }).waitFor();
  await tab.goBack();
  await tab.getByRole("heading", { name: "waits", exact: true }).waitFor();
});

test("on AWS nothing can be changed, unless that is allowed", async () => {
  const aws = await openTestConsole({ kind: "aws" });
  try {
    const own = await makeSamples(aws.target, ["waits-an-hour"]);
    const executionArn = await startExecution(aws.target.client(SFNClient), own["waits-an-hour"], {});
    const tab = await aws.open(pageOf("executions", executionArn));
    await becomes(tab, "Running");
    assert.match(await tab.locator(".target").innerText(), /read-only/);
    assert.is(await tab.getByRole("button", { name: /^(Start|Stop)/ }).count(), 0);
    await tab.getByRole("link", { name: "in AWS's console" }).waitFor();
    const refused = await tab.evaluate(async arn => {
      const headers = {
        "content-type": "application/json",
        "x-console-token": localStorage.getItem("console-token") ?? "",
      };
      const body = JSON.stringify({ execution: arn });
      return (await fetch("/api/stop", { method: "POST", headers, body })).status;
    }, executionArn);
    assert.is(refused, 403);
    assert.equal(aws.problems, []);
  } finally {
    await aws.close();
  }
});

test("a console that has ended says so", async () => {
  const other = await openTestConsole();
  const tab = await other.open("/");
  await tab.getByRole("heading", { name: "Nothing is deployed yet" }).waitFor();
  await other.endConsole();
  await tab.getByText("The console does not run any more").waitFor();
  await other.close();
});

test("nothing went wrong in the pages meanwhile", () => assert.equal(console.problems, []));

test.after(() => console.close());

test.run();
