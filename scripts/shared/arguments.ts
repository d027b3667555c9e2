import { type ParseArgsConfig, parseArgs } from "node:util";
import { exitCodes, UserError } from "./errors.ts";

/** node:util parseArgs, strict, that throws a UserError which names the valid options. */
export function parseArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!code.startsWith("ERR_PARSE_ARGS_")) throw error;
    // Node adds advice about positional arguments after the first sentence.
    const [problem] = message.split(". ");
    const names = ["help", ...Object.keys(config.options ?? {})].map(name => `--${name}`);
    throw new UserError(`${problem}; the options are ${[...new Set(names)].join(", ")}.`, exitCodes.usage);
  }
}
