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
  copyTo?: unknown;
}

interface Output {
  searchText: string;
  phoneNumber: string;
  /** Who gets a copy, if anybody does. */
  copyTo?: string;
  tweet: Tweet;
}

/**
 * Finds the newest tweet that matches. All inputs are checked first: no search, wait or message is spent on an
 * execution that cannot end well. Throws `InvalidSearchText`, `InvalidPhoneNumber` or `NoTweetFound`.
 */
export async function handler(input: Input): Promise<Output> {
  const searchText = parseSearchText(input.searchText);
  const phoneNumber = parsePhoneNumber(input.phoneNumber);
  const copyTo = input.copyTo === undefined ? {} : { copyTo: parsePhoneNumber(input.copyTo) };
  const [tweet] = await search(searchText);
  if (!tweet) throw namedError("NoTweetFound", `No tweet matches ${searchText}.`);
  return { searchText, phoneNumber, ...copyTo, tweet };
}

/** Searches X when the stack names a bearer token's parameter, and else the feed that comes with the workshop. */
async function search(searchText: string): Promise<Tweet[]> {
  const parameter = process.env.X_BEARER_TOKEN_PARAMETER;
  return parameter ? searchX(searchText, await bearerToken(parameter)) : searchTweets(feed, searchText);
}
