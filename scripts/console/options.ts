import { whichPlace } from "../run/options.ts";
import type { parseArguments } from "../shared/arguments.ts";
import { exitCodes, UserError } from "../shared/errors.ts";
import { learnerOf } from "../stack/learner.ts";

/** Beside the docs' site, which is at 4580. */
export const defaultPort = 4581;

export const help = `Shows the workshop in your browser: each lesson with its checks, which turn green as you save your work, and each execution as
a live graph with its timeline, events and data.

  npm run console

  --port <number>    where to serve it, on this machine only; ${defaultPort} by default, or a free one if that is taken
  --no-open          print the address, and open no browser
  --browse           also start StackPort, which shows other resources: tables, queues, buckets, logs
  --allow-changes    on AWS, allow to start, stop and answer executions; elsewhere that is allowed
  --learner <name>   whose stacks come first; yours by default (see WORKSHOP_LEARNER in docs/reference.md)
  --target <target>  local (the default) or aws; or WORKSHOP_TARGET
  --region <region>  the AWS region
  --profile <name>   the AWS profile
  --help             print this

It runs until Ctrl-C. Exit codes: 0 ended by you, 2 wrong usage, 3 the target could not be reached or refused.`;

export const options = {
  port: { type: "string" },
  "no-open": { type: "boolean" },
  browse: { type: "boolean" },
  "allow-changes": { type: "boolean" },
  ...whichPlace,
  help: { type: "boolean" },
} as const;

type Values = ReturnType<typeof parseArguments<{ options: typeof options }>>["values"];

/** What `npm run console` is asked for. */
export interface ConsoleRequest {
  /** Undefined where any will do, the usual one best of all. */
  port: number | undefined;
  /** Whether it is opened in a browser at once. */
  open: boolean;
  browse: boolean;
  allowChanges: boolean;
  learner: string;
  place: { target?: string | undefined; region?: string | undefined; profile?: string | undefined };
}

/** Reads what is asked for. Throws a UserError for what can't be meant. */
export function readConsoleRequest(values: Values): ConsoleRequest {
  const { target, region, profile } = values;
  return {
    port: values.port === undefined ? undefined : readPort(values.port),
    open: !values["no-open"],
    browse: values.browse ?? false,
    allowChanges: values["allow-changes"] ?? false,
    learner: learnerOf(values.learner),
    place: { target, region, profile },
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UserError(`--port is "${text}": give a port number from 1 to 65535.`, exitCodes.usage);
}
