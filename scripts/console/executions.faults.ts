import { DescribeExecutionCommand, ListMapRunsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Locator, Page as Tab } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openTestConsole, pageOf } from "../dev/testing/console.ts";
import { makeSamples, type Sample, samples } from "../dev/testing/sample-machines.ts";
import { startExecution } from "../execution/start.ts";

// What becomes of an execution, as people see it in a browser.

const test = suite("executions");

const console = await openTestConsole();
const { target } = console;
const sfn = target.client(SFNClient);
const machines = await makeSamples(target, Object.keys(samples) as Sample[]);
const { QueueUrl = "" } = await target
  .client(SQSClient)
  .send(new CreateQueueCommand({ QueueName: "questions" }));

/** Starts one beside the page, and looks at it. */
async function watch(name: Sample, input: unknown = {}): Promise<Tab> {
  return await console.open(pageOf("executions", await startExecution(sfn, machines[name], input)));
}

const state = (tab: Tab, name: string) => tab.locator(`.workflow .state[data-state="${name}"]`);
/** By its name: in the middle of a Map state is what is inside it. */
const choose = (tab: Tab, name: string) => state(tab, name).locator(".name").first().click();
const statusOf = async (locator: Locator) =>
  /state (\w+)/.exec((await locator.getAttribute("class")) ?? "")?.[1];

/** Waits until the execution has a status, in the words of the page. */
const becomes = (tab: Tab, status: string) => tab.locator(".hero .status", { hasText: status }).waitFor();

const textOf = async (tab: Tab, selector: string) => (await tab.locator(selector).first().innerText()).trim();

test("one is started with an input that is checked as it is typed, and goes green", async () => {
  const tab = await console.open(pageOf("machines", machines.waits));
  await tab.getByRole("button", { name: "Start" }).click();
  const field = tab.getByLabel("Input, in JSON");
  await field.fill('{\n  "name": "Ada",\n}');
  assert.match(await textOf(tab, ".editor .note"), /^Line 3, column 1: /);
  assert.is(await tab.getByRole("button", { name: "Start Ctrl" }).isDisabled(), true);
  await field.fill('{ "name": "Ada", "seconds": 5 }');
  await field.press("Control+Enter");

  await tab.locator(".workflow:has(.running):has(.notReached)").waitFor();
  assert.is(await statusOf(state(tab, "Say Hello")), "running");
  assert.match(await tab.title(), /^Running · waits/);
  await becomes(tab, "Succeeded");
  await state(tab, "Done").and(tab.locator(".succeeded")).waitFor();
  assert.is(await statusOf(state(tab, "Say Hello")), "succeeded");
  assert.match(await textOf(tab, ".inspector"), /"name": "Ada"/);
  assert.match(await tab.title(), /^Succeeded · waits/);
});

test("it is started again with an edited input, and the inputs of before are at hand", async () => {
  const tab = await watch("waits", { seconds: 0 });
  await tab.getByRole("button", { name: "Start again" }).click();
  const field = tab.getByLabel("Input, in JSON");
  assert.is(await field.inputValue(), '{\n  "seconds": 0\n}');
  await tab.locator(".samples button").first().waitFor();
  await field.fill('{ "name": "Bob", "seconds": 0 }');
  const before = tab.url();
  await field.press("Control+Enter");
  await tab.waitForURL(url => url.href !== before);
  await becomes(tab, "Succeeded");
  assert.match(await textOf(tab, ".inspector"), /"name": "Bob"/);
});

test("one that fails goes red, with its cause, and shows where", async () => {
  const tab = await watch("fails");
  await becomes(tab, "Failed");
  const card = await textOf(tab, ".failure");
  assert.match(card, /It failed in\s+Give Up/);
  assert.match(card, /NothingThere/);
  assert.match(card, /There was nothing to be found/);
  assert.is(await statusOf(state(tab, "Give Up")), "failed");
  assert.is(await textOf(tab, ".inspector h2"), "Give Up");
  await choose(tab, "Look");
  assert.is(await textOf(tab, ".inspector h2"), "Look");
  await tab.keyboard.press("f");
  assert.is(await textOf(tab, ".inspector h2"), "Give Up");
});

test("each try is seen, and the pauses between them", async () => {
  const tab = await console.open(pageOf("machines", machines.retries)); // there from the first try on
  await tab.getByRole("button", { name: "Start" }).click();
  await tab.getByLabel("Input, in JSON").press("Control+Enter");
  await state(tab, "Try Hard").getByText("try 2").waitFor();
  await becomes(tab, "Failed");
  await tab.getByRole("tab", { name: "Tries 3" }).click();
  const tries = await tab.locator(".tries li").allInnerTexts();
  assert.is(tries.length, 3);
  for (const text of tries) assert.match(text, /Lambda\.ResourceNotFoundException/);
  assert.match(tries[2] ?? "", /paused for 3\.\d s/);
  assert.is(await tab.locator(".timeline .bar.try.failed").count(), 3);
});

test("what is caught is amber, and where it led to is green", async () => {
  const tab = await watch("catches", { name: "Ada" });
  await becomes(tab, "Succeeded");
  const statuses = await Promise.all(["Try", "Make Do", "Use It"].map(name => statusOf(state(tab, name))));
  assert.equal(statuses, ["caught", "succeeded", "notReached"]);
  assert.is(await tab.locator(".workflow .edge.taken.catch").count(), 1);
  await choose(tab, "Try");
  assert.match(await textOf(tab, ".inspector .changes"), /\+ error/);
  assert.match(await textOf(tab, ".inspector .error-card"), /Lambda\.ResourceNotFoundException/);
  await choose(tab, "Use It");
  assert.match(await textOf(tab, ".inspector"), /This state was not reached/);
});

test("one that runs out of time says so", async () => {
  const tab = await watch("times-out");
  await becomes(tab, "Timed out");
  assert.match(await textOf(tab, ".failure"), /longer than the definition's TimeoutSeconds/);
  assert.is(await statusOf(state(tab, "Too Long")), "stopped");
});

test("a Wait of an hour counts down, and is stopped", async () => {
  const tab = await watch("waits-an-hour");
  await state(tab, "An Hour")
    .getByText(/59 min \d+ s left/)
    .waitFor();
  await tab.getByRole("button", { name: "Stop" }).click();
  await becomes(tab, "Aborted");
  assert.match(await textOf(tab, ".failure"), /It was stopped/);
  assert.equal(
    [await statusOf(state(tab, "An Hour")), await statusOf(state(tab, "At Last"))],
    ["stopped", "notReached"],
  );
});

test("branches run beside each other, in the graph and in the timeline", async () => {
  const tab = await watch("runs-beside", { one: 6, two: 12 });
  await tab.locator('.workflow:has([data-state="One"].running):has([data-state="Two"].running)').waitFor();
  await becomes(tab, "Succeeded");
  const bar = async (name: string) => {
    const line = tab.locator(".timeline .line", { has: tab.getByText(name, { exact: true }) });
    return (await line.locator(".bar").first().boundingBox()) ?? { x: 0, width: 0 };
  };
  const [one, more, two] = [await bar("One"), await bar("One More"), await bar("Two")];
  assert.ok(two.x < one.x + one.width, "Two begins while One runs");
  assert.ok(more.x >= one.x + one.width - 1, "One More begins when One is over");
  assert.ok(two.x + two.width > more.x, "Two still runs then");
});

test("iterations expand, and one of them is shown alone", async () => {
  const items = [true, true, false, true].map(good => ({ good }));
  const tab = await watch("maps", { items });
  await becomes(tab, "Failed");
  assert.match(await textOf(tab, ".failure"), /Refuse It.*Bad/s);
  assert.is(await statusOf(state(tab, "Take It")), "succeeded");
  await choose(tab, "Each");
  await tab.getByRole("tab", { name: /^Iterations/ }).click();
  await tab.getByRole("button", { name: "Failed 1" }).click();
  await tab.locator(".iterations .line").first().click();
  assert.is(await statusOf(state(tab, "Take It")), "notReached");
  assert.is(await statusOf(state(tab, "Refuse It")), "failed");
  await tab.getByRole("button", { name: "show all iterations" }).click();
  assert.is(await statusOf(state(tab, "Take It")), "succeeded");
});

test("a loop says how often each way was taken, and each visit can be seen", async () => {
  const tab = await watch("loops", { n: 0 });
  await becomes(tab, "Succeeded");
  await tab.locator(".workflow .label", { hasText: "$.n < 3 ×2" }).waitFor();
  await choose(tab, "Count");
  assert.match(await textOf(tab, ".inspector .visits"), /visit 3 of 3/);
  await tab.getByRole("button", { name: "Visit before" }).click();
  assert.match(await textOf(tab, ".inspector .json >> nth=1"), /"n": 2/);
});

/** Starts one that asks, and receives its token as whoever was asked does. */
async function ask(): Promise<{ tab: Tab; token: string; executionArn: string; heard: string[] }> {
  const executionArn = await startExecution(sfn, machines.asks, { queue: QueueUrl });
  const tab = await console.open("/");
  const heard: string[] = [];
  tab.on("response", response => {
    // The stream of news never ends; what it tells is read from the page.
    if (response.url().includes("/api/") && !response.url().includes("/live"))
      response.text().then(
        text => void heard.push(text),
        () => {},
      );
  });
  await tab.goto(`${console.url}${pageOf("executions", executionArn)}`);
  const { Messages = [] } = await target
    .client(SQSClient)
    .send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const { token } = JSON.parse(Messages[0]?.Body ?? "{}");
  assert.type(token, "string");
  return { tab, token, executionArn, heard };
}

test("a task that waits for its token is answered, and the token is never shown", async () => {
  const { tab, token, heard } = await ask();
  await tab.getByRole("heading", { name: "It waits for an answer" }).waitFor();
  assert.is(await textOf(tab, ".inspector h2"), "Ask");
  await tab.getByText("What the task was asked").click();
  assert.match(await textOf(tab, ".inspector details[open]"), /the task token, which is a secret/);
  await tab.getByRole("button", { name: "Heartbeat" }).click();
  await tab.getByText("The heartbeat was sent.").waitFor();
  await tab.getByLabel("Output, in JSON").fill('{ "may": true }');
  await tab.getByRole("button", { name: "Succeed" }).click();
  await becomes(tab, "Succeeded");
  await choose(tab, "Thanks");
  assert.match(await textOf(tab, ".inspector"), /"may": true/);
  await tab
    .getByRole("tab", { name: /^Events \d+ ?$/ })
    .first()
    .click();
  assert.not.match(await tab.content(), token);
  assert.not.match(heard.join("\n"), token);
});

test("an answer may be that it failed, with an error and a cause", async () => {
  const { tab } = await ask();
  await tab.getByLabel("Error").fill("Denied");
  await tab.getByLabel("Cause").fill("Not today.");
  await tab.getByRole("button", { name: "Fail", exact: true }).click();
  await becomes(tab, "Failed");
  assert.match(await textOf(tab, ".failure"), /Ask.*Denied.*Not today\./s);
});

test("what is told live has no token in it either", async () => {
  const executionArn = await startExecution(sfn, machines.asks, { queue: QueueUrl });
  const { Messages = [] } = await target
    .client(SQSClient)
    .send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const { token } = JSON.parse(Messages[0]?.Body ?? "{}");
  const ended = new AbortController();
  const topic = encodeURIComponent(`execution ${executionArn}`);
  const { body } = await fetch(`${console.url}/api/live?topic=${topic}`, {
    headers: { "x-console-token": console.token },
    signal: ended.signal,
  });
  let told = "";
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    told += Buffer.from(chunk).toString();
    if (told.includes("TaskSubmitted") || told.includes('"hasToken":true')) break;
  }
  ended.abort();
  assert.match(told, '"hasToken":true');
  assert.not.match(told, token);
});

test("an event chooses its state, a state marks its events, and the list filters", async () => {
  const tab = await watch("catches");
  await becomes(tab, "Succeeded");
  await tab.keyboard.press("2");
  await tab.locator(".events .line", { hasText: "PassStateEntered" }).click();
  assert.is(await textOf(tab, ".inspector h2"), "Make Do");
  await tab.locator(".workflow .state.chosen", { hasText: "Make Do" }).waitFor();
  await choose(tab, "Try");
  assert.ok((await tab.locator(".events .line.of-chosen").count()) >= 4);
  await tab.keyboard.press("/");
  await tab.keyboard.type("failed lambda.");
  await tab.getByText(/^1 of \d+$/).waitFor();
  assert.is(await tab.locator(".events .line").count(), 1);
});

test("a child execution is a link", async () => {
  const tab = await watch("starts-another", { machine: machines.waits });
  await becomes(tab, "Succeeded");
  await choose(tab, "Start It");
  await tab.getByRole("link", { name: /^The execution that it started/ }).click();
  await becomes(tab, "Succeeded");
  assert.match(await textOf(tab, ".hero h1"), /^waits/);
});

test("a Map run says what became of its child executions, each of which can be seen", async () => {
  const executionArn = await startExecution(sfn, machines.distributes, { items: [1, 2, 3] });
  let mapRunArn: string | undefined;
  while (mapRunArn === undefined) {
    const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    mapRunArn = mapRuns?.[0]?.mapRunArn;
  }
  const tab = await console.open(pageOf("map-runs", mapRunArn));
  await tab.getByText("3 child executions").waitFor();
  await tab.locator(".counts li", { hasText: "3 succeeded" }).waitFor();
  await tab.locator("main .executions a").first().click();
  await becomes(tab, "Succeeded");
  assert.is(await statusOf(state(tab, "Work")), "succeeded");
  assert.is(await tab.getByRole("button", { name: "Start again" }).count(), 0);
});

test("an execution that is gone says so", async () => {
  const tab = await console.open(
    pageOf("executions", "arn:aws:states:us-east-1:000000000000:execution:waits:gone"),
  );
  await tab.getByRole("heading", { name: "This execution can't be shown" }).waitFor();
  await assert.is(await tab.locator("main p").count(), 1);
});

test("what the page says of each execution is what the API says", async () => {
  const tab = await console.open("/");
  await tab.locator(".card").first().waitFor();
  for (const name of ["waits", "fails", "times-out"] as const) {
    const card = tab.locator(".card", { has: tab.getByRole("link", { name, exact: true }) });
    await card.locator(".last a").click();
    const arn = decodeURIComponent(new URL(tab.url()).pathname.split("/")[2] ?? "");
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
    const words = { SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "Timed out" } as Record<
      string,
      string
    >;
    await becomes(tab, words[status ?? ""] ?? "");
    await tab.goBack();
  }
});

test("nothing went wrong in the pages meanwhile", () => assert.equal(console.problems, []));

test.after(() => console.close());

test.run();
