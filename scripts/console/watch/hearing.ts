import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { findSteps } from "../../shared/steps.ts";
import type { Target } from "../../targets/index.ts";
import type { Arrival, Reader } from "../../verify/arrivals/index.ts";

/** What a step exports that tells somebody how executions go, in its receivers.ts and statuses.ts. */
export interface Hearing {
  receivers: StepReceiver[];
  /** What an arrival says, whichever receiver it was sent to; undefined for anything else. */
  noticeIn(arrival: Arrival): { executionArn: string; status: string } | undefined;
}

export interface StepReceiver {
  name: string;
  /** The logical id of what keeps the events that arrive. */
  keeper: string;
  read(target: Target, id: string, since: Date): Reader;
}

/** Who hears of a step's executions; undefined where nobody does. */
export async function hearingOf(stepName: string): Promise<Hearing | undefined> {
  const step = (await findSteps()).find(({ name }) => name === stepName);
  const files = ["receivers.ts", "statuses.ts"].map(name => path.join(step?.folder ?? "", name));
  if (!step || !existsSync(files[0] ?? "")) return undefined;
  const modules = await Promise.all(
    files.filter(file => existsSync(file)).map(file => import(pathToFileURL(file).href)),
  );
  return Object.assign({}, ...modules) as Hearing;
}
