import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";
import type { Page } from "../../site/pages.ts";
import type { Problem } from "./problem.ts";

const run = promisify(execFile);

/** The npm scripts by name, each with the command that it runs. */
export async function npmScripts(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(path.join(root, "package.json"), "utf8")).scripts;
}

const helps = new Map<string, Promise<string>>();

/** What `npm run <script> -- --help` prints. */
export function helpOf(script: string, command: string): Promise<string> {
  const known = helps.get(script);
  if (known) return known;
  const [program = "", ...words] = command.split(" ");
  const help = run(program === "node" ? process.execPath : program, [...words, "--help"], { cwd: root }).then(
    ({ stdout }) => `${stdout.trimEnd()}\n`,
  );
  helps.set(script, help);
  return help;
}

/** A use of an npm script on a page: `npm run step -- 04 --fresh`, `npm test -- steps.test`. */
const uses = /\bnpm (?:run (?:-s )?|(?=test\b))([a-z][a-z:-]*)([^\n`|;)]*)/g;

/**
 * The npm scripts and their options that pages name and that do not exist, but for wrong usage that is shown as such.
 */
export async function commandProblems(
  pages: Page[],
  scripts: Record<string, string>,
  help: (script: string, command: string) => Promise<string> = helpOf,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { file, text, fences } of pages) {
    const wrong = fences.filter(({ attributes }) => attributes.exit === "2");
    for (const { 1: script = "", 2: rest = "", index } of text.matchAll(uses)) {
      const line = text.slice(0, index).split("\n").length;
      if (wrong.some(fence => line >= fence.line && line < fence.line + fence.text.split("\n").length))
        continue;
      const command = scripts[script];
      if (!command) {
        problems.push({ file, line, message: `there is no npm script "${script}"` });
        continue;
      }
      const options = rest.split(" -- ")[1]?.match(/(?<=^|\s)--[a-z][a-z-]*/g) ?? [];
      for (const option of options) {
        if (option === "--help" || hasOption(await help(script, command), option)) continue;
        problems.push({ file, line, message: `npm run ${script} has no option ${option}` });
      }
    }
  }
  return problems;
}

const hasOption = (help: string, option: string) => new RegExp(`${option}(?![a-z-])`).test(help);
