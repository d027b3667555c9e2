import { readFile } from "node:fs/promises";
import { iamAccount } from "../shared/arn.ts";
import { exitCodes, UserError } from "../shared/errors.ts";

/** The roles that `--assume-role` names: ARNs, or files with one a line. Throws a UserError for what is neither. */
export async function readRoles(values: string[]): Promise<string[]> {
  const words = values.flatMap(value => value.split(/,(?=arn:)/)); // a role's name may have a comma in it
  const roles = await Promise.all(words.map(async word => (isRole(word) ? [word] : await rolesIn(word))));
  return [...new Set(roles.flat())];
}

const isRole = (text: string) => iamAccount(text, "role") !== undefined;

async function rolesIn(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new UserError(
      `--assume-role is "${file}", which is neither the ARN of a role nor a file that can be read: ` +
        `give it arn:aws:iam::<account>:role/<name>, or a file with one such ARN a line.`,
      exitCodes.usage,
    );
  });
  const roles = text.split(/\r?\n/).flatMap((line, index) => {
    const role = line.replace(/#.*/, "").trim();
    if (role === "" || isRole(role)) return role || [];
    throw new UserError(
      `Line ${index + 1} of ${file} is "${role}", which is not the ARN of a role: write arn:aws:iam::<account>:role/<name>.`,
      exitCodes.usage,
    );
  });
  if (roles.length > 0) return roles;
  throw new UserError(`There is no role in ${file}: write one ARN a line.`, exitCodes.usage);
}
