import { iamAccount, neighbourArn } from "../../shared/arn.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";

/** The name of the permissions boundary that templates/github-oidc-role.yaml makes. */
export const boundaryName = "workshop-step-roles";

/**
 * The AWS account that workflows use, from the repository variables AWS_ROLE_ARN and AWS_REGION, and the permissions
 * boundary that the roles which they create there have to carry.
 * Throws a UserError that names the set-up page where a variable is missing or wrong.
 */
export function accountSettings(variables: Record<string, string | undefined>): {
  account: string;
  boundary: string;
} {
  const { AWS_ROLE_ARN: role = "", AWS_REGION: region } = variables;
  const account = iamAccount(role, "role");
  if (account === undefined) {
    throw new UserError(
      role
        ? `The repository variable AWS_ROLE_ARN is not the ARN of a role: see docs/ci.md for how to set it.`
        : "The aws target needs the repository variable AWS_ROLE_ARN: set it up as docs/ci.md says.",
      exitCodes.usage,
    );
  }
  if (!region) {
    throw new UserError(
      "The aws target needs the repository variable AWS_REGION: set it up as docs/ci.md says.",
      exitCodes.usage,
    );
  }
  return { account, boundary: neighbourArn(role, "iam", `policy/${boundaryName}`) };
}
