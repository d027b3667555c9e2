import { namedError } from "../../../lambdas/named-error.ts";
import { type SmsEncoding, smsEncoding, smsSegments, tweetMessage } from "../../../lambdas/sms-text.ts";
import type { Tweet } from "../../../lambdas/tweet.ts";

interface Message {
  id: string;
  text: string;
  encoding: SmsEncoding;
  segments: number;
}

/** Writes a message about each tweet of a batch. Throws `UnreadableTweet` for one without a text: then the batch fails. */
export async function handler({ Items }: { Items: Tweet[] }): Promise<Message[]> {
  return Items.map(writeMessage);
}

function writeMessage(tweet: Tweet): Message {
  if (!tweet.text) throw namedError("UnreadableTweet", `The tweet ${tweet.id} has no text.`);
  const text = tweetMessage(tweet);
  return { id: tweet.id, text, encoding: smsEncoding(text), segments: smsSegments(text) };
}
