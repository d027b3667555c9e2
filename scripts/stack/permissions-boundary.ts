import { type Document, isMap } from "yaml";
import { iamAccount } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";

/**
 * The managed policy that every role of a stack has to carry as its permissions boundary, where the account demands one
 * of those who deploy, as the role for GitHub Actions does.
 * Throws a UserError when WORKSHOP_PERMISSIONS_BOUNDARY is not the ARN of a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function permissionsBoundary(arn = process.env.WORKSHOP_PERMISSIONS_BOUNDARY): string | undefined {
  if (!arn) return undefined;
  if (iamAccount(arn, "policy")) return arn;
  throw new UserError(
    `WORKSHOP_PERMISSIONS_BOUNDARY is "${arn}", which is not the ARN of a policy: set it to one such as ` +
      "arn:aws:iam::123456789012:policy/name, or unset it.",
    exitCodes.usage,
  );
}

/** Puts a permissions boundary on every role of a template, so that the templates of the lessons need not mention it. */
export function addPermissionsBoundary(template: Document, arn: string): void {
  const resources = template.get("Resources");
  if (!isMap(resources)) return;
  for (const { value: resource } of resources.items) {
    if (isMap(resource) && resource.get("Type") === "AWS::IAM::Role") {
      resource.setIn(["Properties", "PermissionsBoundary"], arn);
    }
  }
}
