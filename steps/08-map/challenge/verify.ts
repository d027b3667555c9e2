import { SFNClient } from "@aws-sdk/client-sfn";
import type { Execution } from "../../../scripts/execution/follow.ts";
import { startExecution } from "../../../scripts/execution/start.ts";
import { rootCause } from "../../../scripts/verify/checks.ts";
import { fieldOf } from "../../../scripts/verify/executions.ts";
import { type Lesson, Missing } from "../../../scripts/verify/lesson.ts";
import { mapRunsOf, resultsAt, type WrittenAt } from "../../../scripts/verify/map-runs.ts";
import { archiveFile, fillArchive, rowId } from "../files.ts";

const section = "the-challenge";
const rows = 1000;
/** Places of rows without a text: each in a batch of its own. */
const [first, second, third] = [40, 500, 960] as const;

/** What was written about a row. */
type Entry = { id?: string; text?: string; error?: string };

/** Works through a file that is whole, and through those of which two batches and three batches of forty fail. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { target, output, follow, check } = lesson;
  await fillArchive(target, output("TweetBucketName"), {
    "tweets.csv": archiveFile(rows),
    "two-unreadable.csv": archiveFile(rows, [first, second]),
    "three-unreadable.csv": archiveFile(rows, [first, second, third]),
  });
  const workThrough = async (title: string, file: string): Promise<Execution> => {
    const arn = await startExecution(target.client(SFNClient), output("ArchiveStateMachineArn"), { file });
    return await follow(title, arn, { limit: 300 });
  };
  const [whole, two, three] = await Promise.all([
    workThrough("A whole file", "tweets.csv"),
    workThrough("Two rows can't be read", "two-unreadable.csv"),
    workThrough("Three batches fail", "three-unreadable.csv"),
  ]);

  await check("A file that is whole is read once", {
    section,
    hint: "A Choice after Write Each: where the manifest lists no file of what failed, there is nothing to read again.",
    judge: async () => {
      const problem = rootCause(whole);
      if (problem) return problem;
      const runs = (await mapRunsOf(target, whole)).length;
      const places = placesIn(whole).length;
      if (runs === 1 && places === 1) return undefined;
      return { message: `There were ${runs} Map Runs, and the output has ${places} results.` };
    },
  });

  await check("A file of which two batches fail is worked through", {
    section,
    hint: "Look at the state that failed and at its error: a row that can't be read is no reason to fail.",
    judge: () => rootCause(two),
  });

  await check("Each row that can be read has a message, and only one", {
    section,
    hint: "Write Again gives the function the rows of each batch that failed, one at a time, and writes below messages, too.",
    needs: two,
    seen: async () => {
      const ids = (await entriesOf(lesson, two)).flatMap(({ id, text }) => (text && id ? id : []));
      const folders = new Set(placesIn(two).map(({ Key }) => Key.split("/")[0]));
      return { messages: ids.length, rows: new Set(ids).size, below: [...folders] };
    },
    want: { messages: rows - 2, rows: rows - 2, below: ["messages"] },
  });

  await check("A row that can't be read is told with its error", {
    section,
    hint: "Catch UnreadableTweet where the function gets one row. The Output of the Catch is the row's id and the error's name.",
    needs: two,
    seen: async () => (await entriesOf(lesson, two)).filter(({ error }) => error),
    want: [first, second].map(row => ({ id: rowId(row), error: "UnreadableTweet" })),
  });

  await check("Only the batches that failed are worked through again", {
    section,
    hint: "The items of Write Again are what is in the file of what failed, which the manifest lists.",
    needs: two,
    seen: async () => (await mapRunsOf(target, two)).map(({ itemCounts }) => itemCounts?.total),
    want: [rows, 2],
  });

  await check("Where more fails than is tolerated, the execution still fails", {
    section,
    hint: "ToleratedFailurePercentage of Write Each stays, and nothing catches what it fails with.",
    seen: [three.status, three.error],
    want: ["FAILED", "States.ExceedToleratedFailureThreshold"],
  });
}

/** Where the results of an execution are. Throws a Missing error where its output does not say so. */
function placesIn(execution: Execution): WrittenAt[] {
  const places = fieldOf(execution, "output.results");
  const isPlace = (place: Partial<WrittenAt>) => place?.Bucket && place.Key;
  if (!Array.isArray(places) || !places.every(isPlace))
    throw new Missing(`output.results is no list of ResultWriterDetails: ${JSON.stringify(places)}`);
  return places;
}

/** All that was written about rows, in their order. */
async function entriesOf({ target }: Lesson, execution: Execution): Promise<Entry[]> {
  const written = await Promise.all(placesIn(execution).map(place => resultsAt(target, place)));
  const entries = written.flatMap(({ succeeded }) => succeeded as Entry[]);
  const place = ({ id = "" }: Entry) => Number(id.replace(/\D/g, ""));
  return entries.sort((a, b) => place(a) - place(b));
}
