import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { localCredentials, localRegion } from "../../targets/local/names.ts";

/** Whether the AWS CLI is on the PATH. */
export async function hasAwsCli(): Promise<boolean> {
  return await promisify(execFile)("aws", ["--version"]).then(
    () => true,
    () => false,
  );
}

/** The variables that point the AWS CLI at an emulator. */
export function awsCliEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
}
