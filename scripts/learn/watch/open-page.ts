import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import { pageOf, type Step } from "../../shared/steps.ts";

/** Opens a step's page in the program that the system has for it, where there is a desktop; returns a line that says where it is. */
export function openPage(step: Step): string {
  const page = pageOf(step);
  const command = openerOn(process.platform, process.env);
  if (command) {
    const [program, ...args] = [...command, path.join(root, page.replace(/#.*/, ""))];
    const child = spawn(program as string, args, { detached: true, stdio: "ignore" });
    child.on("error", () => {}); // there is no such program: the line says where the page is
    child.unref();
  }
  return `The page is ${page}`;
}

/** The command that opens a file on a desktop; none where there is no desktop. */
export function openerOn(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] | undefined {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["cmd", "/c", "start", ""];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open"] : undefined;
}
