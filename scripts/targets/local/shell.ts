import type { Emulator } from "./emulator.ts";
import { localCredentials, localRegion } from "./names.ts";

/** The shells that environmentCommands can write for. */
export const shells = ["sh", "powershell"] as const;
export type Shell = (typeof shells)[number];

/** The learner's shell, as far as the platform tells. */
export const defaultShell: Shell = process.platform === "win32" ? "powershell" : "sh";

// Each of these would win over the keys or the endpoint.
const cleared = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
];

/**
 * The commands that point the AWS CLI and SDKs at an emulator, for the shell to evaluate.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
 */
export function environmentCommands({ endpoint }: Pick<Emulator, "endpoint">, shell: Shell): string {
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_PAGER: "",
  };
  const lines =
    shell === "sh"
      ? [
          ...Object.entries(variables).map(([name, value]) => `export ${name}=${value}`),
          `unset ${cleared.join(" ")}`,
        ]
      : [
          ...Object.entries(variables).map(([name, value]) => `$env:${name} = "${value}"`),
          ...cleared.map(name => `$env:${name} = $null`),
        ];
  return `${lines.join("\n")}\n`;
}
