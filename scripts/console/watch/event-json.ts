import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { EventJson } from "../messages.ts";

/** The longest text that is sent without being asked for, in characters: more is not read at a glance. */
export const longestText = 4_000;

/** An event as the page gets it: its time as a number, very long texts cut, and a secret, if there is one, covered. */
export function eventJson(event: HistoryEvent, { most = longestText, secret = "" } = {}): EventJson {
  let isCut = false as boolean;
  const shown = (value: unknown): unknown => {
    if (typeof value === "object" && value !== null) return fieldsShown(value);
    if (typeof value !== "string") return value;
    const text = secret ? value.replaceAll(secret, "***") : value;
    if (text.length <= most) return text;
    isCut = true;
    return `${text.slice(0, most)}…`;
  };
  const fieldsShown = (fields: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, shown(inner)]));
  const { timestamp, ...rest } = event;
  return {
    ...fieldsShown(rest),
    timestamp: timestamp?.getTime() ?? 0,
    ...(isCut && { isCut: true as const }),
  } as EventJson;
}

/** A text that is sent with others, cut where it is very long. */
export function cutText(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
