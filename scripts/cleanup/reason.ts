import { UserError } from "../shared/errors.ts";
import { explainTargetError } from "../targets/explain.ts";

/** An error for people, to be reported beside what succeeded. A defect of ours is thrown. */
export function reasonOf(error: unknown): UserError {
  const known = explainTargetError(error);
  if (known instanceof UserError) return known;
  throw known;
}
