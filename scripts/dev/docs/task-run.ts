import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "../../site/pages.ts";
import type { CheckResult } from "../../verify/lesson.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Checks, Edit } from "./transcript.ts";

const run = promisify(execFile);

/** What has the learner's work checked, while a page's tasks are done one after the other. */
interface TaskRun {
  /** Before an edit: notes what is green before the first one of the learner's work. */
  begin(edit: Edit): Promise<void>;
  /** Throws unless exactly the checks that the page names have turned green, and none has turned red. */
  check(checks: Checks): Promise<void>;
}

/** For the tasks of a page, in its sandbox. */
export function openTasks({ file }: Page, sandbox: Sandbox): TaskRun {
  const number = path.basename(file).slice(0, 2);
  let green: string[] | undefined;
  return {
    async begin(edit) {
      if (edit.file.startsWith("my-work/")) green ??= await greenChecks(number, sandbox);
    },
    async check({ names }) {
      const before = green ?? [];
      green = await greenChecks(number, sandbox);
      const turned = green.filter(name => !before.includes(name));
      const problems = [
        ...told(
          "not green",
          names.filter(name => !turned.includes(name)),
        ),
        ...told(
          "green, too",
          turned.filter(name => !names.includes(name)),
        ),
        ...told(
          "red again",
          before.filter(name => !green?.includes(name)),
        ),
      ];
      if (problems.length > 0)
        throw new Error(`the task does not turn green what it names${problems.join("")}`);
    },
  };
}

const told = (what: string, names: string[]) => names.map(name => `\n    ${what}: ${name}`);

/** Has the learner's work checked. Throws with what the command says where there are no checks. */
async function greenChecks(number: string, { folder, env }: Sandbox): Promise<string[]> {
  const args = ["--import", "tsx/esm", "scripts/learn.ts", number, "--once", "--json"];
  // While a check is red it ends with 1.
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env }).catch(error => error);
  const [outcome] = JSON.parse(stdout || "[]") as { checks?: CheckResult[] }[];
  if (!outcome?.checks) throw new Error(`the work could not be checked:\n${stderr}`);
  return outcome.checks.filter(({ passed }) => passed).map(({ name }) => name);
}
