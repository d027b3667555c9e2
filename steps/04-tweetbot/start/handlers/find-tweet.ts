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
}

/**
 * Finds the newest tweet that matches. Both inputs are checked first: no search, wait or message is spent on an
 * execution that cannot end well. Throws `InvalidSearchText`, `InvalidPhoneNumber` or `NoTweetFound`.
 */
export async function handler(input: Input): Promise<Output> {
  // Task: check both inputs before anything is searched, with what lambdas/ has for that
  // (docs/04-tweetbot.md#check-the-input-first).
  const searchText = String(input.searchText);
  const tweets = await search(searchText);
  // Task: answer with the newest of them, which comes first (docs/04-tweetbot.md#find-tweet). Where there is none, throw an
  // error that has a name (docs/04-tweetbot.md#when-nothing-matches).
  throw new Error(`There are ${tweets.length} tweets, and no answer yet.`);
}

/** Searches X when the stack names a bearer token's parameter, and else the feed that comes with the workshop. */
async function search(searchText: string): Promise<Tweet[]> {
  const parameter = process.env.X_BEARER_TOKEN_PARAMETER;
  return parameter ? searchX(searchText, await bearerToken(parameter)) : searchTweets(feed, searchText);
}
