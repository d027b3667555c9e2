import { namedError } from "../../../lambdas/named-error.ts";
import { parseSearchText } from "../../../lambdas/search-text.ts";
import { searchTweets } from "../../../lambdas/search-tweets.ts";
import type { Tweet } from "../../../lambdas/tweet.ts";
import feed from "../../../lambdas/tweets.json" with { type: "json" };

/**
 * Finds the newest tweet that matches, in the feed that comes with the workshop. Throws `InvalidSearchText` or
 * `NoTweetFound`.
 */
export async function handler(input: { searchText?: unknown }): Promise<Tweet> {
  const searchText = parseSearchText(input.searchText);
  const [tweet] = searchTweets(feed, searchText);
  if (!tweet) throw namedError("NoTweetFound", `No tweet matches ${searchText}.`);
  return tweet;
}
