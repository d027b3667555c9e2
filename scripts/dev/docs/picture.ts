import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import type { Page as Tab } from "playwright-core";
import { freePort } from "../../machine/port.ts";
import { stackName } from "../../stack/name.ts";
import { describeStack } from "../../stack/stack.ts";
import { localTarget } from "../../targets/index.ts";
import { findChromium, launchChromium, lookProblems } from "../testing/chromium.ts";
import { pageOf } from "../testing/console.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Picture } from "./transcript.ts";

/** Wide enough for all parts of the console side by side, and sharp on the screens of today. */
const view = {
  viewport: { width: 1440, height: 900 },
  deviceScaleFactor: 1.25,
  colorScheme: "light",
} as const;

/**
 * Opens the console with the page's command, and looks at an execution of a step there. With a folder it keeps what it saw.
 * Throws when the execution is not seen as the page says, or what is seen is not as it should be. Without a browser on this
 * machine nothing is done.
 */
export async function takePicture(picture: Picture, sandbox: Sandbox, folder?: string): Promise<void> {
  if (!findChromium()) return;
  const console = await openConsole(picture.script, sandbox);
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ ...view, bypassCSP: true }); // for axe-core, which runs inside the page
    const tab = await context.newPage();
    const [url, token] = console.url.split("/#");
    await tab.goto(`${url}${pageOf("executions", await newestExecution(picture, sandbox))}#${token}`);
    await tab
      .locator(".hero .status")
      .and(tab.locator(toneOf(picture.status)))
      .waitFor();
    await tab.locator(".workflow").waitFor();
    if (picture.mapRun) await openMapRun(tab);
    if (picture.tab) await openTab(tab, picture.tab);
    await tab.evaluate(settled);
    const problems = await lookProblems(tab);
    if (problems.length > 0) throw new Error(problems.join("; "));
    if (folder) await keep(tab, path.join(folder, `${picture.name}.webp`));
  } finally {
    await browser.close();
    await console.end();
  }
}

/** How the console shows a status. */
function toneOf(status: string): string {
  if (status === "SUCCEEDED") return ".succeeded";
  return status === "ABORTED" ? ".stopped" : ".failed";
}

/** Opens a tab below the graph, and waits for what it asks for. */
async function openTab(tab: Tab, name: string): Promise<void> {
  await tab.locator(`[data-tab="${name}"]`).click();
  await tab.waitForFunction(() => !document.querySelector(".below .note.quiet, .below .awaited"));
}

/** Goes on to the Map Run of a Distributed Map state, as the page says: by the state, and the link beside it. */
async function openMapRun(tab: Tab): Promise<void> {
  await tab.locator("[data-state]").first().press("Enter"); // a click may hit a state inside it
  await tab.getByRole("link", { name: "Its Map run" }).click();
  await tab.locator(".map-run .counts").waitFor();
}

/** Runs in the page: waits until nothing moves any more, and what was asked for is there. */
async function settled(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 1_500));
  await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
}

/** Types the command as the learner would, but for the browser and the port, and reads the address that it prints. */
async function openConsole(script: string, { folder, env }: Sandbox) {
  const options = `--no-open --port ${await freePort()}`;
  const command = script.includes(" -- ") ? `${script.trim()} ${options}` : `${script.trim()} -- ${options}`;
  const child = spawn("bash", ["-c", command], {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    process.kill(-(child.pid as number), "SIGINT");
    await ended;
  };
  try {
    return { url: await addressOf(child), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error("The console's output can't be read.");
  const printed: string[] = [];
  for await (const line of createInterface({ input: stdout })) {
    printed.push(line);
    const [url] = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(line) ?? [];
    if (url) {
      stdout.resume();
      return url;
    }
  }
  throw new Error(`The console gives no address. It printed:\n${printed.join("\n")}`);
}

async function newestExecution({ step, machine, status }: Picture, { env }: Sandbox): Promise<string> {
  const target = localTarget(`http://127.0.0.1:${env.WORKSHOP_PORT}`);
  const stack = await describeStack(target, stackName(env.WORKSHOP_LEARNER ?? "", step));
  const stateMachineArn = stack?.Outputs?.find(({ OutputKey }) => OutputKey === machine)?.OutputValue;
  if (!stateMachineArn) throw new Error(`${step} is not deployed when its picture is taken`);
  const client = target.client(SFNClient);
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    const found = executions.find(execution => execution.status === status);
    if (found?.executionArn) return found.executionArn;
  }
  throw new Error(`${step} has no execution that is ${status} when its picture is taken`);
}

/** Chromium alone writes WebP, which takes a third of PNG. */
async function keep(tab: Tab, file: string): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, Buffer.from(data, "base64"));
}
