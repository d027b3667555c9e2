import type { Stack } from "@aws-sdk/client-cloudformation";
import { workshopTag } from "../../stack/name.ts";

/** Whose stack of which step it is; undefined for one that is not of the course. */
export function ownerOf({
  StackName = "",
  Tags = [],
}: Stack): { name: string; step: string; learner: string } | undefined {
  const tag = (name: string) => Tags.find(({ Key }) => Key === name)?.Value ?? "";
  if (tag(workshopTag.Key) !== workshopTag.Value) return undefined;
  return { name: StackName, step: tag("step"), learner: tag("learner") };
}
