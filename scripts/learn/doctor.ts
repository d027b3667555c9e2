import { execFile } from "node:child_process";
import { mkdirSync, statfsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { isFree } from "../machine/port.ts";
import { findPython } from "../machine/python.ts";
import { hasUv } from "../machine/python-environment.ts";
import type { Screen } from "../report/screen.ts";
import { localHome, root } from "../shared/paths.ts";
import { preferredPort, silence, status } from "../targets/local/launcher.ts";

/** What was looked at: what was found, and where something is wrong, what to do. */
export interface Finding {
  title: string;
  found: string;
  advice?: string;
}

/** Bytes: the emulator's environment takes 310 MB, and what it keeps comes on top. */
const enoughDisk = 1_000_000_000;

/** Looks at the machine: a line for each thing, and whether all is well. */
export async function doctorLines(screen: Screen): Promise<{ lines: string[]; well: boolean }> {
  const findings = [await course(), await node(), await python(), await port(), disk(), proxy(process.env)];
  const lines = findings.flatMap(({ title, found, advice }) => [
    `${advice ? screen.red("✗") : screen.green("✓")} ${title.padEnd(8)}  ${found}`,
    ...(advice ? [`            ${advice}`] : []),
  ]);
  return { lines, well: findings.every(({ advice }) => !advice) };
}

async function packageFile(file: string): Promise<{ version: string; engines: { node: string } }> {
  return JSON.parse(await readFile(path.join(root, file), "utf8"));
}

/** The packages that the commands can't do without, or do half of their work. */
const packages = ["tsx", "esbuild", "typescript"];

async function course(): Promise<Finding> {
  const { version } = await packageFile("package.json");
  const requirements = await readFile(path.join(root, "scripts/targets/local/requirements.txt"), "utf8");
  const miniStack = /^ministack==([\w.]+)/m.exec(requirements)?.[1] ?? "unknown";
  const found = await Promise.all(packages.map(async name => [name, await installed(name)] as const));
  const versions = found.map(([name, version]) => `${name} ${version ?? "missing"}`);
  const isWhole = found.every(([, version]) => version !== undefined);
  return {
    title: "Course",
    found: [version, `MiniStack ${miniStack}`, ...versions].join(", "),
    ...(!isWhole && { advice: "Install what the course needs: npm ci" }),
  };
}

/** The version of an installed package; undefined where it is not there. */
async function installed(name: string): Promise<string | undefined> {
  return await packageFile(`node_modules/${name}/package.json`).then(
    ({ version }) => version,
    () => undefined,
  );
}

async function node(): Promise<Finding> {
  const { engines } = await packageFile("package.json");
  return nodeFinding(process.versions.node, engines.node);
}

/** Whether a version of Node.js is at least the one that a range such as `>=20.19` begins with. */
export function nodeFinding(version: string, range: string): Finding {
  const numbers = (text: string) => text.replace(">=", "").split(".").map(Number);
  const [[major = 0, minor = 0], [leastMajor = 0, leastMinor = 0]] = [numbers(version), numbers(range)];
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  const advice = `The course needs Node.js ${range}: https://nodejs.org/en/download`;
  return { title: "Node.js", found: version, ...(!isEnough && { advice }) };
}

async function python(): Promise<Finding> {
  const title = "Python";
  try {
    const [program, ...first] = await findPython("The local target");
    const { stdout } = await promisify(execFile)(program, [...first, "--version"]);
    return { title, found: stdout.trim().replace("Python ", "") };
  } catch (error) {
    if (await hasUv()) return { title, found: "not usable, but uv is here and brings one along" };
    return { title, found: "not usable", advice: (error as Error).message };
  }
}

async function port(): Promise<Finding> {
  const title = "Port";
  const now = await status();
  if (now.state === "running") return { title, found: `${now.emulator.port}: the local target runs there` };
  if (now.state === "starting")
    return { title, found: `${now.emulator.port}: the local target starts there` };
  if (now.state === "silent") {
    return { title, found: "not usable", advice: silence(localHome, now.emulator).message };
  }
  let wanted: number;
  try {
    wanted = preferredPort();
  } catch (error) {
    return { title, found: "not usable", advice: (error as Error).message };
  }
  if (await isFree(wanted)) return { title, found: `${wanted} is free` };
  return { title, found: `${wanted} is taken: the local target will choose another one` };
}

function disk(): Finding {
  mkdirSync(localHome, { recursive: true });
  const { bavail, bsize } = statfsSync(localHome);
  return diskFinding(bavail * bsize);
}

/** Whether so many free bytes are enough. */
export function diskFinding(bytes: number): Finding {
  const found = `${(bytes / 1e9).toFixed(1)} GB free`;
  const advice = `The local target needs ${enoughDisk / 1e9} GB in ${localHome}: make room there.`;
  return { title: "Disk", found, ...(bytes < enoughDisk && { advice }) };
}

/** Whether what is on this machine is reached without the proxy, where one is set. */
export function proxy(env: NodeJS.ProcessEnv): Finding {
  const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
  const set = names.filter(name => env[name]);
  const title = "Proxy";
  if (set.length === 0) return { title, found: "none is set" };
  const exceptions = (env.NO_PROXY ?? env.no_proxy ?? "").split(",").map(text => text.trim());
  const found = `${set.join(", ")} set`; // not the value: it may have a password in it
  const isLoopbackOut = exceptions.some(text => ["127.0.0.1", "*"].includes(text));
  const advice = "Let this machine's own address past it: export NO_PROXY=127.0.0.1,localhost";
  return { title, found, ...(!isLoopbackOut && { advice }) };
}
