import path from "node:path";
import { runCommand } from "../report/run-command.ts";
import { parseArguments } from "../shared/arguments.ts";
import { exitCodes } from "../shared/errors.ts";
import { putTogether } from "../shared/solution.ts";
import { challengesOf, findSteps, type Step } from "../shared/steps.ts";
import { writeBuild } from "../stack/build.ts";
import { planStacks } from "../stack/plan.ts";
import { localAccount, localRegion } from "../targets/local/names.ts";
import { courseProblems } from "./check/course.ts";
import { prepareLinters, withNumbersForLimits } from "./check/linters.ts";
import { type Outcome, runTool } from "./check/run-tool.ts";
import { problemLine } from "./docs/problem.ts";
import { copyStarts } from "./testing/copy-starts.ts";

const help = `Checks that the course is whole (each step has its parts, each check a task and hints), the types, the lint and
the format of the code, and with linters what the steps compile to and the workflows. actionlint is used if it is on the PATH.

  npm run check`;

await runCommand(async args => {
  const { values } = parseArguments({ args, options: { help: { type: "boolean" } } });
  if (values.help) return void process.stdout.write(`${help}\n`);
  const course = await checkCourse();
  show(course);
  // What is not whole can't be built.
  if (course.state === "failed") {
    process.exitCode = exitCodes.checkFailed;
    return;
  }
  const [built, tool] = await Promise.all([buildSteps(), prepareLinters()]);
  const templates = built.filter(file => file.endsWith(".yaml"));
  await withNumbersForLimits(templates);
  const node = (script: string, ...args: string[]) => [
    process.execPath,
    path.join("node_modules", script),
    ...args,
  ];
  const outcomes = await Promise.all([
    // Without my-work/, which is the learner's.
    runTool("types", node("typescript/bin/tsc", "-p", "scripts/dev/check")),
    runTool("code", node("@biomejs/biome/bin/biome", "check", "--error-on-warnings")),
    runTool("templates", [tool("cfn-lint"), "templates/*.yaml", ...templates]),
    runTool("definitions", node("asl-validator/dist/bin/asl-validator.js", ...jsonPaths(built))),
    runTool("resource types", [process.execPath, "--import", "tsx/esm", "scripts/dev/schemas.ts", "--check"]),
    runTool("workflows", ["actionlint", "-shellcheck", tool("shellcheck")], { optional: true }),
    runTool("workflow security", [tool("zizmor"), "--offline", "--persona", "pedantic", ".github"]),
    runTool("shell scripts", [tool("shellcheck"), ".ci/run"]),
  ]);
  outcomes.forEach(show);
  if (outcomes.some(({ state }) => state === "failed")) process.exitCode = exitCodes.checkFailed;
});

function show({ name, state, output }: Outcome): void {
  process.stdout.write(`${state.padEnd(8)} ${name}\n${state === "failed" ? `${output}\n` : ""}`);
}

async function checkCourse(): Promise<Outcome> {
  const output = (await courseProblems()).map(problemLine).join("\n");
  return { name: "course", state: output ? "failed" : "ok", output };
}

/** Compiles every step, its start and its challenge, away from dist/, where a learner's own build is, and returns the files. */
async function buildSteps(): Promise<string[]> {
  const place = { account: localAccount, region: localRegion };
  const steps = await findSteps();
  const { starts, remove } = await copyStarts(steps);
  const build = async (step: Step, dist: string) =>
    await writeBuild(step, await planStacks(step, "check"), place, dist);
  const files = await Promise.all([
    ...steps.map(step => build(step, ".local/check")),
    ...challengesOf(steps).map(async challenge => await build(await putTogether(challenge), ".local/check")),
    ...starts.map(start => build(start, ".local/check/start")),
  ]).finally(remove);
  return [...new Set(files.flat().map(({ file }) => file))];
}

/** The definitions among the files, in asl-validator's words. */
function jsonPaths(files: string[]): string[] {
  return files.filter(file => file.endsWith(".asl.json")).flatMap(file => ["--json-path", file]);
}
