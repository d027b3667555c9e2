import { spawn } from "node:child_process";

/** Opens a file or an address in the program that the system has for it, where there is a desktop. */
export function openOnDesktop(what: string): void {
  const command = openerOn(process.platform, process.env);
  if (!command) return;
  const [program, ...args] = [...command, what];
  const child = spawn(program as string, args, { detached: true, stdio: "ignore" });
  child.on("error", () => {}); // there is no such program: what it was to open has been printed
  child.unref();
}

/** The command that opens a file on a desktop; none where there is no desktop. */
export function openerOn(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] | undefined {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["cmd", "/c", "start", ""];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open"] : undefined;
}
