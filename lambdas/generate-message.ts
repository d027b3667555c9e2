import { type SmsEncoding, smsEncoding, smsSegments, tweetMessage } from "./sms-text.ts";
import type { Tweet } from "./tweet.ts";

interface Output {
  text: string;
  encoding: SmsEncoding;
  segments: number;
}

/** Writes the text message about a tweet, and says what it takes to send: each segment is paid for. */
export async function handler({ tweet }: { tweet: Tweet }): Promise<Output> {
  const text = tweetMessage(tweet);
  return { text, encoding: smsEncoding(text), segments: smsSegments(text) };
}
