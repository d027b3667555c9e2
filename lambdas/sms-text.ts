import type { Tweet } from "./tweet.ts";

export type SmsEncoding = "GSM-7" | "UCS-2";

// 3GPP TS 23.038: the default alphabet, and its extension table, whose characters are sent as an escape and a second
// septet. One character outside of the two, and the whole message is sent as UCS-2.
const gsmBasic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const gsmExtension = new Set("\f^{}\\[~]|€");

/**
 * What one segment holds: septets in GSM-7, UTF-16 code units in UCS-2. The parts of a longer message also carry a
 * header.
 */
const capacity = {
  "GSM-7": { single: 160, part: 153 },
  "UCS-2": { single: 70, part: 67 },
};

/** The longest message that we send, in segments: each one is paid for. */
const maxSegments = 2;

/** The encoding that a text is sent in. */
export function smsEncoding(text: string): SmsEncoding {
  return [...text].every(char => gsmBasic.has(char) || gsmExtension.has(char)) ? "GSM-7" : "UCS-2";
}

/** How many segments a text is sent in (and paid for). No segment ends within an escape or a surrogate pair. */
export function smsSegments(text: string): number {
  const encoding = smsEncoding(text);
  const { single, part } = capacity[encoding];
  const sizes = [...text].map(char => (encoding === "UCS-2" ? char.length : gsmExtension.has(char) ? 2 : 1));
  if (sizes.reduce((sum, size) => sum + size, 0) <= single) return 1;

  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}

/** A friendly message that names the author and the tweet, in at most two segments: a long tweet is cut short. */
export function tweetMessage({ author, text }: Tweet): string {
  const oneLine = text.replace(/\s+/g, " ").trim();
  const whole = friendly(author, oneLine);
  if (fits(whole)) return whole;

  // Cut between graphemes, the characters as people see them: an emoji can be seven code points. What lies beyond
  // the slice could not fit in any encoding.
  const start = oneLine.slice(0, maxSegments * capacity["GSM-7"].part);
  const kept = Array.from(new Intl.Segmenter().segment(start), ({ segment }) => segment);
  let message = whole;
  while (!fits(message) && kept.pop()) message = friendly(author, shortened(kept.join("")));
  return message;
}

function fits(message: string): boolean {
  return smsSegments(message) <= maxSegments;
}

function friendly(author: string, text: string): string {
  return `Good news! @${author} tweeted: "${text}"`;
}

/** GSM-7 has no ellipsis: that one character would take away more than half of the room. */
function shortened(text: string): string {
  return text.trimEnd() + (smsEncoding(text) === "GSM-7" ? "..." : "…");
}
