import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";
import { median } from "./measure.ts";

const rounds = 5;

/** Times looking at the step with the longest template in a process that has loaded nothing of it yet. */
const work = `
const { findSteps } = await import("./scripts/shared/steps.ts");
const step = (await findSteps()).find(({ number }) => number === "02");
const start = performance.now();
const { readStepFiles } = await import("./scripts/validate/step-files.ts");
const { validate } = await import("./scripts/validate/validate.ts");
if (validate(await readStepFiles(step)).length > 0) throw new Error("Step 02 has problems");
console.log(performance.now() - start);`;

/** Times the validation of a step, from loading the code to the answer. */
export async function benchValidate(): Promise<string[][]> {
  const milliseconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const args = ["--import", "tsx/esm", "--input-type=module", "--eval", work];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    milliseconds.push(Number(stdout));
  }
  const [least, middle, most] = [
    Math.min(...milliseconds),
    median(milliseconds),
    Math.max(...milliseconds),
  ].map(Math.round);
  return [["validating step 02, loading included", `${middle} ms (${least} to ${most})`, "100 ms"]];
}
