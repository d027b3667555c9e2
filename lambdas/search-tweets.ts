import { words } from "./search-text.ts";
import type { Tweet } from "./tweet.ts";

/**
 * The tweets that match, newest first. As in the X API's queries, a tweet matches when it holds every word, in any
 * order, and every "quoted phrase" as it stands. Case and punctuation don't count; parts of words don't match.
 */
export function searchTweets(tweets: readonly Tweet[], searchText: string): Tweet[] {
  const terms = searchText.match(/"[^"]*"|[^\s"]+/g) ?? [];
  const wanted = terms.map(spaced);
  return tweets
    .filter(tweet => wanted.every(term => spaced(tweet.text).includes(term)))
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

/**
 * The words with a space before and after each: a text that holds whole words of another one holds them as a
 * substring.
 */
function spaced(text: string): string {
  return words(text).reduce((line, word) => `${line}${word} `, " ");
}
