import { type Identity, identify, openTarget, type TargetOptions } from "./index.ts";
import { localAccount, localRegion } from "./local/names.ts";

/** What ARNs are made of, beside the service and the resource. */
export interface Account extends Omit<Identity, "arn"> {
  region: string;
}

/** The account and region of a target. The local target's are known without starting it. */
export async function accountOf(options: TargetOptions): Promise<Account> {
  const isLocal = (options.target || process.env.WORKSHOP_TARGET || "local") === "local";
  if (isLocal && !process.env.AWS_ENDPOINT_URL) {
    return { account: localAccount, region: options.region ?? localRegion };
  }
  const target = await openTarget(options);
  return { ...(await identify(target)), region: target.region };
}
