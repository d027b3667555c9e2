import { SFNClient } from "@aws-sdk/client-sfn";
import type { Execution } from "../../scripts/execution/follow.ts";
import { startExecution } from "../../scripts/execution/start.ts";
import { checkDefinition, checkLogs } from "../../scripts/verify/checks.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { checkArchive } from "./archive.ts";
import { checkDigest, checkLimits } from "./digest.ts";
import { archiveFile, fillArchive, manyRows, rowId } from "./files.ts";
import { checkArchiveRole, checkOtherRoles } from "./roles.ts";

const rows = 1000;
/** Places of rows without a text: each in a batch of its own. */
const [first, second, third] = [40, 500, 960] as const;

/** Seconds, as many as the state machine has: without batches there are a thousand child executions, three at once. */
const limit = 900;

/**
 * Sends digests: of searches that all find something, and of some that don't. Works through files of the archive: one that
 * is whole, and those of which two batches and three batches of forty can't be read.
 */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, input, output, run, follow } = lesson;
  await fillArchive(target, output("TweetBucketName"), {
    "tweets.csv": archiveFile(rows),
    "two-unreadable.csv": archiveFile(rows, [first, second]),
    "three-unreadable.csv": archiveFile(rows, [first, second, third]),
    "many.csv": manyRows(4000), // for the page, which shows what it is too long for
  });
  const workThrough = async (title: string, file: string): Promise<Execution> => {
    const arn = await startExecution(target.client(SFNClient), output("ArchiveStateMachineArn"), { file });
    return await follow(title, arn, { limit });
  };
  const searchTexts = input.searchTexts as string[];
  // One after the other, so that no more than nine functions run at once: a new account may run ten.
  const [digest, whole, wordless] = await Promise.all([
    run("A digest", input),
    run("All searches find something", { ...input, searchTexts: searchTexts.slice(0, 6) }),
    run("A search is empty", { ...input, searchTexts: [searchTexts[0], " "] }),
  ]);
  const [archive, two, three] = await Promise.all([
    workThrough("A file of the archive", "tweets.csv"),
    workThrough("Two batches can't be read", "two-unreadable.csv"),
    workThrough("Three batches can't be read", "three-unreadable.csv"),
  ]);

  await checkDigest(lesson, { digest, whole, wordless });
  await checkArchiveRole(lesson);
  await checkArchive(
    lesson,
    { archive, two, three },
    Array.from({ length: rows }, (_, index) => rowId(index)),
  );
  await checkLimits(lesson);
  await checkOtherRoles(lesson);
  await checkDefinition(lesson);
  await checkLogs(lesson, "deploy-it", ["FindTweetFunction", "WriteMessagesFunction"]);
}
