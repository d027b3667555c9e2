import { DeleteStreamCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { Page as Tab } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openTestConsole, pageOf } from "../dev/testing/console.ts";
import { startExecution } from "../execution/start.ts";
import { deployStep } from "../run/deploy-step.ts";
import { silentDisplay } from "../run/display.ts";
import { chooseStep, findSteps } from "../shared/steps.ts";
import { planStacks } from "../stack/plan.ts";
import { stackResources } from "../stack/stack.ts";
import { identify } from "../targets/index.ts";
import { hearingOf } from "./watch/hearing.ts";

// What arrived where, as people see it in a browser, of the step whose executions others hear of.

const test = suite("arrivals");

const console = await openTestConsole();
const { target } = console;
const step = chooseStep(await findSteps(), "03");
const plan = await planStacks(step, "ada");
await deployStep({ target, identity: await identify(target), learner: "ada" }, plan, silentDisplay);
const resources = await stackResources(target, plan.own.name);
const machine = resources.StateMachine?.id ?? "";
const names = (await hearingOf(step.name))?.receivers.map(({ name }) => name) ?? [];

const start = (behaviour: string) => startExecution(target.client(SFNClient), machine, { behaviour });

/** The cells of the row of a receiver. */
const cells = (tab: Tab, name: string) =>
  tab.locator(".arrivals tbody tr").nth(names.indexOf(name)).locator("td");

test("what arrives at each receiver of the step is seen, and nothing is taken away", async () => {
  assert.ok(names.length >= 7, "the step has receivers");
  const tab = await console.open(pageOf("executions", await start("succeed")));
  await tab.getByRole("tab", { name: "What arrived where" }).click();
  await tab.locator(".hero .status.succeeded").waitFor();
  await tab.locator(".arrivals table").waitFor();
  assert.equal(await tab.locator(".arrivals thead th").allInnerTexts(), ["Receiver", "Running", "Succeeded"]);
  assert.equal(await tab.locator(".arrivals tbody th").allInnerTexts(), names);
  for (const name of names)
    for (const column of [0, 1]) await cells(tab, name).nth(column).and(tab.locator(".arrived")).waitFor();

  const again = await console.open(pageOf("machines", machine));
  for (const name of names) await cells(again, name).nth(1).and(again.locator(".arrived")).waitFor();
});

test("who is told of no execution has no such table", async () => {
  const tab = await console.open(pageOf("machines", resources.AuditStateMachine?.id ?? ""));
  await tab.locator(".workflow").waitFor();
  assert.is(await tab.getByRole("heading", { name: "What arrived where" }).count(), 0);
});

test("a receiver that is gone is told of, and the others are read", async () => {
  const StreamName = resources.KeyedStream?.id;
  await target.client(KinesisClient).send(new DeleteStreamCommand({ StreamName }));
  const tab = await console.open(pageOf("executions", await start("succeed")));
  await tab.getByRole("tab", { name: "What arrived where" }).click();
  await tab.locator(".arrivals th .wrong").waitFor();
  await cells(tab, "monitor").nth(0).and(tab.locator(".arrived")).waitFor();
  await tab.locator(".hero .status.succeeded").waitFor();
  await cells(tab, "keyed stream").nth(1).and(tab.locator(".missing")).waitFor();
  assert.is(await tab.locator(".arrivals th .wrong").count(), 1);
});

test.after(async () => {
  assert.equal(console.problems, []);
  await console.close();
});

test.run();
