import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { EventJson } from "../messages.ts";

/** The longest text that is sent without being asked for, in characters: more is not read at a glance. */
const longestText = 4_000;

/** An event as the page gets it: its time as a number, very long texts cut, and a secret, if there is one, covered. */
export function eventJson(
  { timestamp, ...event }: HistoryEvent,
  { most = longestText, secret = "" } = {},
): EventJson {
  const cover = { most, secret, isCut: false };
  const shown = { ...fieldsShown(event, cover), timestamp: timestamp?.getTime() ?? 0 };
  return cover.isCut ? { ...shown, isCut: true } : shown;
}

interface Cover {
  most: number;
  secret: string;
  /** Whether a text has been cut. */
  isCut: boolean;
}

/** The fields themselves where all of them may be shown as they are: most may, and there are tens of thousands. */
function fieldsShown<Fields extends object>(fields: Fields, cover: Cover): Fields {
  let shown = fields;
  for (const name in fields) {
    const value = valueShown(fields[name], cover);
    if (value !== fields[name]) shown = { ...shown, [name]: value };
  }
  return shown;
}

function valueShown(value: unknown, cover: Cover): unknown {
  if (typeof value === "object" && value !== null) return fieldsShown(value, cover);
  if (typeof value !== "string") return value;
  const text = cover.secret ? value.replaceAll(cover.secret, "***") : value;
  if (text.length <= cover.most) return text;
  cover.isCut = true;
  return `${text.slice(0, cover.most)}…`;
}

/** A text that is sent with others, cut where it is very long. */
export function cutText(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
