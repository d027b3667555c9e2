import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { readTemplate, type Template } from "../stack/template.ts";
import type { Lesson } from "./lesson.ts";

/**
 * The template that the stack was deployed with last.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
export async function deployedTemplate({
  target,
  stack,
}: Pick<Lesson, "target" | "stack">): Promise<Template> {
  const { TemplateBody = "" } = await target
    .client(CloudFormationClient)
    .send(new GetTemplateCommand({ StackName: stack.name }));
  return readTemplate(TemplateBody);
}
