import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";
import { time } from "./measure.ts";

/** Times `npm test`, once. */
export async function benchTests(): Promise<string[][]> {
  let summary = "";
  const seconds = await time(async () => {
    const shell = process.platform === "win32";
    const { stdout } = await promisify(execFile)("npm", ["test"], {
      cwd: root,
      shell,
      maxBuffer: 16 * 1024 * 1024,
    });
    summary = stdout.trim().split("\n").at(-1) ?? "";
  });
  return [[`\`npm test\` (${summary})`, `${seconds.toFixed(1)} s`, "120 s on 2 cores"]];
}
