import { namedError } from "../../../lambdas/named-error.ts";
import { type SmsEncoding, smsEncoding, smsSegments, tweetMessage } from "../../../lambdas/sms-text.ts";
import type { Tweet } from "../../../lambdas/tweet.ts";

interface Message {
  id: string;
  text: string;
  encoding: SmsEncoding;
  segments: number;
}

// Task: about each tweet of a batch, instead of one (docs/08-map.md#batches).
/** Writes a message about a tweet. Throws `UnreadableTweet` for one without a text. */
export async function handler(tweet: Tweet): Promise<Message> {
  return writeMessage(tweet);
}

function writeMessage(tweet: Tweet): Message {
  if (!tweet.text) throw namedError("UnreadableTweet", `The tweet ${tweet.id} has no text.`);
  const text = tweetMessage(tweet);
  return { id: tweet.id, text, encoding: smsEncoding(text), segments: smsSegments(text) };
}
