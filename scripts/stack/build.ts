import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../shared/paths.ts";
import type { Step } from "../shared/steps.ts";
import { fillDefinitions } from "./definition.ts";
import type { StepPlan } from "./plan.ts";
import type { Template } from "./template.ts";

/**
 * Writes what a step compiles to into `dist/<step>/`, or into another folder: `template.yaml`, the templates of the
 * stacks that it needs, and its state machine definitions, filled for the stack. What only its deployment tells, the URL of a
 * queue or the name of a bucket, stays open: `${TweetBucket}`. Returns the files, relative to the repository, with their sizes.
 */
export async function writeBuild(
  step: Step,
  { needed, own }: StepPlan,
  place: { account: string; region: string },
  dist = "dist",
): Promise<{ file: string; bytes: number }[]> {
  const folder = path.join(root, dist, step.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const definitions = fillDefinitions(own.definitions, own.template, {
    stackName: own.name,
    accountId: place.account,
    region: place.region,
    parameters: own.parameters,
    resources: unknownNames(own.template),
  });
  const texts = Object.fromEntries([...needed, own].map(({ file, body }) => [path.basename(file), body]));
  const files = Object.entries({ ...texts, ...definitions });
  return await Promise.all(
    files.map(async ([name, text]) => {
      await writeFile(path.join(folder, name), text);
      return { file: path.posix.join(dist, step.name, name), bytes: Buffer.byteLength(text) };
    }),
  );
}

/**
 * A placeholder for each queue and bucket. Neither has a name of ours: AWS frees a queue's only after a minute, and buckets
 * share theirs with the whole world.
 */
function unknownNames({ Resources }: Template): Record<string, string> {
  const isNameless = (id: string) => /^AWS::(SQS::Queue|S3::Bucket)$/.test(Resources[id]?.Type ?? "");
  const nameless = Object.keys(Resources).filter(isNameless);
  return Object.fromEntries(nameless.map(id => [id, `\${${id}}`]));
}
