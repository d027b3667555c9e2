import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

// Made once for each execution environment, and reused by its invocations (AWS: "Best practices for Lambda functions").
const ssm = new SSMClient();

/** How long a token is kept: a rotated one is taken up within this time. */
const maxAgeMs = 5 * 60_000;

let cached: { name: string; token: string; readAt: number } | undefined;

/** The X API's bearer token, from the SSM SecureString parameter of this name. Throws what SSM throws. */
export async function bearerToken(name: string): Promise<string> {
  if (cached?.name === name && Date.now() - cached.readAt < maxAgeMs) return cached.token;
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  cached = { name, token: Parameter?.Value ?? "", readAt: Date.now() };
  return cached.token;
}
