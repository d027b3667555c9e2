import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  type HistoryEvent,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import type { Execution } from "../execution/follow.ts";
import { readLagMs, type Target } from "../targets/index.ts";
import { Missing } from "./lesson.ts";

/**
 * How many iterations of an inline Map ran at once, at most, by the times in the history. One that begins in the
 * millisecond in which another one ends runs after it. Throws a Missing error where there were none.
 */
export function mostAtOnce({ events }: Execution): number {
  const changes = events.flatMap(event => {
    const change = changeOf(event);
    return change === 0 ? [] : [{ at: event.timestamp?.getTime() ?? Number.NaN, change }];
  });
  if (changes.length === 0) throw new Missing("The execution has no iterations of a Map state.");
  changes.sort((a, b) => a.at - b.at || a.change - b.change);
  let now = 0;
  return Math.max(...changes.map(({ change }) => (now += change)));
}

function changeOf({ type }: HistoryEvent): number {
  if (type === "MapIterationStarted") return 1;
  return /^MapIteration(Succeeded|Failed|Aborted)$/.test(type ?? "") ? -1 : 0;
}

/** The Map Run that a closed execution started first. Throws a Missing error where it started none. */
export async function mapRunOf(target: Target, execution: Execution): Promise<DescribeMapRunOutput> {
  const [first] = await mapRunsOf(target, execution);
  if (!first) throw new Missing("The execution started no Map Run: its Map state is not distributed.");
  return first;
}

/**
 * The Map Runs that a closed execution started, in their order. Reads may lag: one that seems to run is asked again.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
 */
export async function mapRunsOf(target: Target, { arn, events }: Execution): Promise<DescribeMapRunOutput[]> {
  const sfn = target.client(SFNClient);
  const told = events.flatMap(({ mapRunStartedEventDetails: details }) => details?.mapRunArn ?? []);
  const { mapRuns = [] } =
    told.length > 0 ? {} : await sfn.send(new ListMapRunsCommand({ executionArn: arn }));
  const arns = told.length > 0 ? told : mapRuns.map(({ mapRunArn }) => mapRunArn);
  return await Promise.all(arns.map(mapRunArn => ended(target, mapRunArn)));
}

async function ended(target: Target, mapRunArn: string | undefined): Promise<DescribeMapRunOutput> {
  for (const limit = Date.now() + readLagMs; ; await sleep(target.pollMs)) {
    const run = await target.client(SFNClient).send(new DescribeMapRunCommand({ mapRunArn }));
    if (run.status !== "RUNNING" || Date.now() > limit) return run;
  }
}

/**
 * The ARN of one child execution of a Map Run. Throws a Missing error where none is listed, however late.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
export async function childOf(target: Target, { mapRunArn }: DescribeMapRunOutput): Promise<string> {
  for (const limit = Date.now() + readLagMs; ; await sleep(target.pollMs)) {
    const { executions = [] } = await target
      .client(SFNClient)
      .send(new ListExecutionsCommand({ mapRunArn, maxResults: 1 }));
    if (executions[0]?.executionArn) return executions[0].executionArn;
    if (Date.now() > limit) throw new Missing("The Map Run lists no child executions.");
  }
}

/** What the file of results tells of a child execution that failed. */
export interface FailedChild {
  ExecutionArn: string;
  Input: string;
  Error: string;
  Cause: string;
}

/** Where a ResultWriter has put its manifest. */
export interface WrittenAt {
  Bucket: string;
  Key: string;
}

/** What a Map Run has written, by what became of its children. */
export interface Written {
  succeeded: unknown[];
  failed: FailedChild[];
}

/** Where a ResultWriter has written for an execution. Throws a Missing error where the execution's output does not say it. */
export function writtenAt({ output }: Execution): WrittenAt {
  const { ResultWriterDetails: place } = (output ?? {}) as { ResultWriterDetails?: WrittenAt };
  if (!place?.Key)
    throw new Missing(`The output has no ResultWriterDetails, but is ${shortened(JSON.stringify(output))}`);
  return place;
}

/**
 * What a ResultWriter has written, by its manifest.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export async function resultsAt(target: Target, place: WrittenAt): Promise<Written> {
  const read = async (Key: string) => {
    const { Body } = await target.client(S3Client).send(new GetObjectCommand({ Bucket: place.Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? "");
  };
  const { ResultFiles } = (await read(place.Key)) as {
    ResultFiles: Record<"SUCCEEDED" | "FAILED", { Key: string }[]>;
  };
  const all = async (files: { Key: string }[] = []) =>
    (await Promise.all(files.map(({ Key }) => read(Key)))).flat();
  return { succeeded: await all(ResultFiles.SUCCEEDED), failed: await all(ResultFiles.FAILED) };
}

const shortened = (text = "nothing") => (text.length > 200 ? `${text.slice(0, 200)} …` : text);
