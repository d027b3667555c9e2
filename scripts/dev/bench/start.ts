import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../../shared/paths.ts";
import { median, spread, time } from "./measure.ts";
import { compare, npm, waits } from "./step.ts";

const rounds = 9;

/** What is measured of the way from a command to its first line, each part with those before it. */
const parts: [title: string, start: () => Promise<unknown>][] = [
  ["starting Node.js", () => node("-e", "0")],
  ["… and tsx", () => node("--import", "tsx/esm", "-e", "0")],
  [
    "… and all modules of `step`, for its `--help`",
    () => node("--import", "tsx/esm", "scripts/step.ts", "--help"),
  ],
  ["… and npm: `npm run step -- --help`", () => npm("step", ["--help"])],
];

/**
 * Times what step 01 takes over its Wait states, beside the AWS CLI doing the same, and what of it is starting. The
 * parts take turns, so that a busy moment of the machine is not counted for one of them alone.
 */
export async function benchStart(): Promise<string[][]> {
  const seconds = parts.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, [, start]] of parts.entries()) seconds[index]?.push(await time(start));
  }
  const { ours, again, theirs } = await compare("01-starter");
  const over = (values: number[]) => values.map(value => value - waits);
  const ratio = (values: number[]) =>
    theirs.length > 0
      ? `${(median(over(values)) / median(over(theirs))).toFixed(2)} of the AWS CLI's; aim: 0.5`
      : "no AWS CLI here";
  return [
    ...parts.map(([title], index) => [title, spread(seconds[index] ?? [], 2), ""]),
    ["`npm run step -- 01` over its Wait states, no stack yet", spread(over(ours), 2), ratio(ours)],
    ["`npm run step -- 01` over its Wait states, again", spread(over(again), 2), ""],
    [
      "the same with the AWS CLI, without any check",
      theirs.length > 0 ? spread(over(theirs), 2) : "not measured",
      "",
    ],
  ];
}

async function node(...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, args, { cwd: root });
}
