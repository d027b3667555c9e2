import type { SmsEncoding } from "../../../lambdas/sms-text.ts";
import type { Tweet } from "../../../lambdas/tweet.ts";

interface Output {
  text: string;
  encoding: SmsEncoding;
  segments: number;
}

/** Writes the text message about a tweet, and says what it takes to send: each segment is paid for. */
export async function handler({ tweet }: { tweet: Tweet }): Promise<Output> {
  // Task: put the answer together from what lambdas/sms-text.ts has (docs/04-tweetbot.md#generate-message).
  throw new Error(`There is no message about the tweet of ${tweet.author} yet.`);
}
