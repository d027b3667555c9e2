import { namedError } from "./named-error.ts";
import type { Tweet } from "./tweet.ts";

/** What we read of the answer; without a match it has no `data`. */
interface SearchResponse {
  data?: { id: string; text: string; author_id: string; created_at: string }[];
  includes?: { users?: { id: string; username: string }[] };
}

export interface XApiOptions {
  baseUrl?: string;
  timeoutMs?: number;
}

/**
 * Searches the tweets of the last seven days, newest first, by GET /2/tweets/search/recent of the X API v2.
 * Each way to fail has a name that the state machine knows: `XApiUnauthorized`, `XApiRejected`, `XApiRateLimited`,
 * `XApiTimeout` and `XApiUnavailable`. No message repeats the bearer token or the server's words.
 */
export async function searchX(
  searchText: string,
  bearerToken: string,
  { baseUrl = "https://api.x.com", timeoutMs = 5_000 }: XApiOptions = {},
): Promise<Tweet[]> {
  const url = new URL("/2/tweets/search/recent", baseUrl);
  url.search = new URLSearchParams({
    query: searchText,
    max_results: "10",
    "tweet.fields": "author_id,created_at",
    expansions: "author_id",
    "user.fields": "username",
  }).toString();

  let response: Response;
  try {
    response = await fetch(url, {
      headers: { authorization: `Bearer ${bearerToken}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return toTweets((await response.json()) as SearchResponse);
  } catch (error) {
    throw error instanceof Error && error.name === "TimeoutError"
      ? namedError("XApiTimeout", `The X API gave no answer within ${timeoutMs / 1000} s.`)
      : namedError("XApiUnavailable", "The X API could not be reached, or its answer could not be read.");
  }
  throw httpError(response);
}

function httpError({ status, headers }: Response): Error {
  if (status === 401 || status === 403) {
    return namedError(
      "XApiUnauthorized",
      `The X API refused the bearer token (HTTP ${status}): is it valid, and does its plan include recent search?`,
    );
  }
  if (status === 429) {
    const reset = Number(headers.get("x-rate-limit-reset")); // Unix time, in seconds
    const when = reset > 0 ? `at ${new Date(reset * 1000).toISOString()}` : "within 15 minutes";
    return namedError("XApiRateLimited", `The X API's rate limit is reached; it resets ${when}.`);
  }
  if (status >= 500) return namedError("XApiUnavailable", `The X API failed (HTTP ${status}).`);
  return namedError("XApiRejected", `The X API rejected the search text (HTTP ${status}).`);
}

function toTweets({ data = [], includes }: SearchResponse): Tweet[] {
  const usernames = new Map(includes?.users?.map(user => [user.id, user.username]));
  return data.map(({ id, author_id, text, created_at }) => ({
    id,
    author: usernames.get(author_id) ?? author_id,
    text: decoded(text),
    createdAt: created_at,
  }));
}

/** X writes these three characters of a tweet as HTML entities. */
function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
