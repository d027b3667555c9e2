import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { smsEncoding, smsSegments } from "../../lambdas/sms-text.ts";
import type { Tweet } from "../../lambdas/tweet.ts";
import feed from "../../lambdas/tweets.json" with { type: "json" };
import type { Lesson } from "../../scripts/verify/lesson.ts";

const columns = ["id", "author", "createdAt", "text"] as const;

/** A file of so many short tweets that only the number of rows is large. */
export function manyRows(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => `${rowId(index)},ada,2026-11-26T10:00:00Z,Hello`);
  return [columns.join(","), ...lines].join("\n");
}

/**
 * A file of the archive, as CSV with a header: so many tweets, each as long as two of the feed, and those at some places
 * without a text.
 */
export function archiveFile(rows: number, unreadable: number[] = []): string {
  const tweets = Array.from({ length: rows }, (_, index) => archived(index));
  for (const index of unreadable) tweets[index] = { ...archived(index), text: "" };
  const lines = tweets.map(tweet => columns.map(column => quoted(tweet[column])).join(","));
  return [columns.join(","), ...lines].join("\n");
}

/** Those of the feed that are easy to text: two of them hardly have to be cut. */
const plain = feed.filter(({ text }) => smsEncoding(text) === "GSM-7" && smsSegments(text) === 1);

function archived(index: number): Tweet {
  const [first, second] = [index, index + 7].map(place => plain[place % plain.length]) as [Tweet, Tweet];
  return { ...first, id: rowId(index), text: `${first.text} ${second.text}` };
}

/** The id of the tweet in a row. */
export const rowId = (index: number) => `tweet-${index + 1}`;

/** https://www.rfc-editor.org/rfc/rfc4180 */
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Puts files into the archive in a bucket, by their names. */
export async function fillArchive(
  target: Lesson["target"],
  Bucket: string,
  files: Record<string, string>,
): Promise<void> {
  const s3 = target.client(S3Client);
  await Promise.all(
    Object.entries(files).map(([name, Body]) =>
      s3.send(new PutObjectCommand({ Bucket, Key: `archive/${name}`, Body, ContentType: "text/csv" })),
    ),
  );
}
