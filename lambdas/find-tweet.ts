import { namedError } from "./named-error.ts";
import { parsePhoneNumber } from "./phone-number.ts";
import { parseSearchText } from "./search-text.ts";
import { searchTweets } from "./search-tweets.ts";
import type { Tweet } from "./tweet.ts";
import feed from "./tweets.json" with { type: "json" };
import { searchX } from "./x-api.ts";
import { bearerToken } from "./x-bearer-token.ts";

/** What someone typed at start-execution, not checked yet. */
interface Input {
  searchText?: unknown;
  phoneNumber?: unknown;
}

interface Output {
  searchText: string;
  phoneNumber: string;
  tweet: Tweet;
  /** When the table may forget the tweet, in epoch seconds. */
  expiresAt: number;
}

/** How long the table keeps a tweet, in seconds: 30 days. */
const keptFor = 30 * 24 * 60 * 60;

/**
 * Finds the newest tweet that matches. Both inputs are checked first: no search, wait or message is spent on an
 * execution that cannot end well. Throws `InvalidSearchText`, `InvalidPhoneNumber` or `NoTweetFound`.
 */
export async function handler(input: Input): Promise<Output> {
  const searchText = parseSearchText(input.searchText);
  const phoneNumber = parsePhoneNumber(input.phoneNumber);
  const [tweet] = await search(searchText);
  if (!tweet) throw namedError("NoTweetFound", `No tweet matches ${searchText}.`);
  return { searchText, phoneNumber, tweet, expiresAt: Math.floor(Date.now() / 1000) + keptFor };
}

/** Searches X when the stack names a bearer token's parameter, and else the feed that comes with the workshop. */
async function search(searchText: string): Promise<Tweet[]> {
  const parameter = process.env.X_BEARER_TOKEN_PARAMETER;
  return parameter ? searchX(searchText, await bearerToken(parameter)) : searchTweets(feed, searchText);
}
