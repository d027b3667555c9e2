import type { State } from "../../../execution/definition.ts";
import type { Visit } from "../../../execution/walk.ts";

/** When a Wait state will be left, in milliseconds since 1970; undefined for other states, and where it is not known. */
export function waitEnd(state: State | undefined, { enteredAt, input }: Visit): number | undefined {
  if (state?.Type !== "Wait") return undefined;
  const seconds = Number(state.Seconds ?? valueAt(state.SecondsPath, input));
  if (Number.isFinite(seconds)) return enteredAt.getTime() + seconds * 1000;
  const moment = Date.parse(String(state.Timestamp ?? valueAt(state.TimestampPath, input)));
  return Number.isNaN(moment) ? undefined : moment;
}

/** What a plain path such as `$.order.delay` names; anything else is not looked up here. */
function valueAt(path: string | undefined, input: unknown): unknown {
  if (!path || !/^\$(\.\w+)+$/.test(path)) return undefined;
  let value = input;
  for (const name of path.split(".").slice(1)) value = (value as Record<string, unknown> | undefined)?.[name];
  return value;
}
