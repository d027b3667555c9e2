import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";
import { median } from "./measure.ts";

const rounds = 7;

/** Times compiling the step with the longest template in a process that has loaded nothing of it yet. */
const work = (beside: string) => `
const { findSteps } = await import("./scripts/shared/steps.ts");
const step = (await findSteps()).find(({ number }) => number === "02");
const start = performance.now();
const { planStacks } = await import("./scripts/stack/plan.ts");
const planning = planStacks(step, "bench");
${beside}
await planning;
console.log(performance.now() - start);`;

/** Looks at the step meanwhile, as a run does. */
const validating = `
const { readStepFiles } = await import("./scripts/validate/step-files.ts");
const { validate } = await import("./scripts/validate/validate.ts");
if (validate(await readStepFiles(step)).length > 0) throw new Error("Step 02 has problems");`;

/** Times what the validation of a step adds to compiling it, from loading the code to the answer. */
export async function benchValidate(): Promise<string[][]> {
  const [plain, both]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    plain.push(await timed(work("")));
    both.push(await timed(work(validating)));
  }
  const added = Math.round(median(both) - median(plain));
  const spread = (values: number[]) =>
    [Math.min(...values), Math.max(...values)].map(Math.round).join(" to ");
  const measured = `${added} ms (${spread(both)} instead of ${spread(plain)})`;
  return [["what looking at step 02 adds to compiling it, loading included", measured, "100 ms"]];
}

async function timed(script: string): Promise<number> {
  const args = ["--import", "tsx/esm", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return Number(stdout);
}
