import { namedError } from "../../../lambdas/named-error.ts";
import { parsePhoneNumber } from "../../../lambdas/phone-number.ts";
import { parseSearchText } from "../../../lambdas/search-text.ts";
import { searchTweets } from "../../../lambdas/search-tweets.ts";
import type { Tweet } from "../../../lambdas/tweet.ts";
import feed from "../../../lambdas/tweets.json" with { type: "json" };
import { searchX } from "../../../lambdas/x-api.ts";
import { bearerToken } from "../../../lambdas/x-bearer-token.ts";

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
