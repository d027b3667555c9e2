import { namedError } from "./named-error.ts";

/** The longest query that X's recent search takes on its self-serve plans, in characters. */
const maxLength = 512;

/**
 * The words of a text, lower-cased, without punctuation: `#Serverless` and `@serverless` are the word serverless,
 * and an emoji is a word by itself. Diacritics count, however they were composed.
 */
export function words(text: string): string[] {
  const word = /[\p{L}\p{M}\p{N}_]+|\p{Extended_Pictographic}/gu;
  return text.normalize("NFC").toLowerCase().match(word) ?? [];
}

/**
 * Returns the text to search for, trimmed. Throws `InvalidSearchText` unless it holds a word, in at most 512
 * characters.
 */
export function parseSearchText(value: unknown): string {
  const searchText = typeof value === "string" ? value.trim() : "";
  if (words(searchText).length === 0 || searchText.length > maxLength) {
    throw namedError(
      "InvalidSearchText",
      `searchText must be a text of at least one word and at most ${maxLength} characters, such as AWS Step Functions.`,
    );
  }
  return searchText;
}
