import { readFile } from "node:fs/promises";
import path from "node:path";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { isBegun, workOn } from "../../learn/work.ts";
import { findSteps } from "../../shared/steps.ts";
import type { Target } from "../../targets/index.ts";
import type { Sample } from "../messages.ts";

/** How many executions are looked at for inputs that somebody may want again. */
const recent = 5;

/**
 * Inputs to start a state machine with: those in the step's folder, the learner's own if there is one, and what it was
 * started with of late. Phone numbers are not masked yet.
 */
export async function samplesFor(
  target: Target,
  stateMachineArn: string,
  step: string | undefined,
): Promise<Sample[]> {
  const [fromFiles, started] = await Promise.all([
    step ? samplesOfStep(step) : [],
    recentInputs(target, stateMachineArn),
  ]);
  const known = new Set(fromFiles.map(({ input }) => compact(input)));
  return [...fromFiles, ...started.filter(({ input }) => !known.has(compact(input)))];
}

/** `input.json`, and what `samples.json` has by its titles. */
async function samplesOfStep(name: string): Promise<Sample[]> {
  const step = (await findSteps()).find(step => step.name === name);
  if (!step) return [];
  const work = workOn(step);
  const folder = isBegun(work) ? work.folder : step.folder;
  const read = async (file: string) => await readFile(file, "utf8").catch(() => undefined);
  const input = await read(path.join(folder, "input.json"));
  const samples = await read(path.join(step.folder, "samples.json"));
  return [
    ...(input ? [{ title: "The step's input", input: input.trim() }] : []),
    ...Object.entries(samples ? (JSON.parse(samples) as Record<string, unknown>) : {}).map(
      ([title, value]) => ({ title, input: JSON.stringify(value, null, 2) }),
    ),
  ];
}

async function recentInputs(target: Target, stateMachineArn: string): Promise<Sample[]> {
  const sfn = target.client(SFNClient);
  const command = new ListExecutionsCommand({ stateMachineArn, maxResults: recent });
  const { executions = [] } = await sfn.send(command).catch(() => ({ executions: [] }));
  const described = await Promise.all(
    executions.map(({ executionArn }) =>
      sfn.send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined),
    ),
  );
  const samples = new Map<string, Sample>(); // the newest of those that are alike
  for (const { input, startDate } of described.flatMap(execution => execution ?? [])) {
    if (input === undefined || samples.has(compact(input))) continue;
    samples.set(compact(input), { title: "Started", input, startedAt: startDate?.getTime() ?? 0 });
  }
  return [...samples.values()];
}

/** JSON without the spaces that mean nothing; text that is not JSON as it is. */
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
