import { handler as findTweet } from "../../04-tweetbot/handlers/find-tweet.ts";

type Found = Awaited<ReturnType<typeof findTweet>>;

/** How long the table keeps a tweet, in seconds: 30 days. */
const keptFor = 30 * 24 * 60 * 60;

/**
 * Finds a tweet as in step 04, and says when the table may forget it: time to live is a point in time in epoch seconds,
 * which a state machine can't compute from its dates.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
export async function handler(
  input: Parameters<typeof findTweet>[0],
): Promise<Found & { expiresAt: number }> {
  const found = await findTweet(input);
  return { ...found, expiresAt: Math.floor(Date.now() / 1000) + keptFor };
}
