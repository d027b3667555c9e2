import * as assert from "uvu/assert";
import type { Execution } from "../../scripts/execution/follow.ts";
import { parseArn } from "../../scripts/shared/arn.ts";
import { deployedDefinition, rootCause } from "../../scripts/verify/checks.ts";
import { stateOf } from "../../scripts/verify/errors.ts";
import type { Lesson } from "../../scripts/verify/lesson.ts";
import { childOf, mapRunOf, resultsAt, writtenAt } from "../../scripts/verify/map-runs.ts";

export interface Archived {
  /** Of a file that is whole. */
  archive: Execution;
  /** Two batches of forty have a row that can't be read. */
  two: Execution;
  /** Three have. */
  three: Execution;
}

/** The most rows that a child execution is given at once. */
const batchSize = 25;

/** Checks the archive: a Map whose iterations are executions of their own. `ids` are those of the rows of each file. */
export async function checkArchive(
  lesson: Lesson,
  { archive, two, three }: Archived,
  ids: string[],
): Promise<void> {
  const { check, target } = lesson;

  await check("Each row of a file is an item of a Map Run", {
    section: "a-map-run",
    hint: 'ItemReader reads the file as CSV with a header, and the Mode of ItemProcessor is "DISTRIBUTED".',
    seen: async () => (await mapRunOf(target, archive)).itemCounts?.total,
    want: ids.length,
  });

  await check("A Map Run has three child executions at once, at most", {
    section: "a-map-run",
    hint: "MaxConcurrency of Write Each is 3: without it, AWS runs as many as ten thousand.",
    seen: async () => (await mapRunOf(target, archive)).maxConcurrency,
    want: 3,
  });

  await check("A file of a thousand rows is worked through", {
    section: "where-the-results-go",
    hint: "Look at the state that failed and at its error: neither the rows nor the messages may pass through it.",
    judge: () => rootCause(archive),
  });

  await check("The bucket has a message for each row", {
    section: "where-the-results-go",
    hint: "ResultWriter puts them under the prefix messages; with the transformation FLATTEN they are one list, and the OutputType is JSON.",
    needs: archive,
    judge: async () => {
      const place = writtenAt(archive);
      assert.match(place.Key, /^messages\//, `The manifest is ${place.Key}.`);
      const { succeeded } = await resultsAt(target, place);
      const messages = succeeded as { id?: string; text?: string }[];
      const written = new Set(messages.map(({ id, text }) => (text ? id : undefined)));
      const lost = ids.filter(id => !written.has(id));
      assert.equal([messages.length, lost.slice(0, 3)], [ids.length, []]);
    },
  });

  await check(`Children are given ${batchSize} rows each`, {
    section: "batches",
    hint: `MaxItemsPerBatch of ItemBatcher is ${batchSize}; the function gets them as Items.`,
    needs: archive,
    judge: async () => {
      const { itemCounts, executionCounts } = await mapRunOf(target, archive);
      const [items = 0, children = 0] = [itemCounts?.total, executionCounts?.total];
      const said = `${items} rows went to ${children} children.`;
      // No batch is larger. AWS does not say that each but the last is full.
      const fewest = Math.ceil(ids.length / batchSize);
      assert.ok(items === ids.length && children >= fewest && children < 1.5 * fewest, said);
      const { ItemBatcher } = stateOf(
        await deployedDefinition(lesson, "ArchiveStateMachineArn"),
        "Write Each",
      );
      assert.is(ItemBatcher?.MaxItemsPerBatch, batchSize, said);
    },
  });

  await check("Two failed batches of forty are tolerated, three are not", {
    section: "some-may-fail",
    hint: "ToleratedFailurePercentage is 5: fifty rows of a thousand.",
    seen: async () => ({
      two: two.status,
      three: [three.status, three.error],
      failed: (await mapRunOf(target, two)).executionCounts?.failed,
    }),
    want: {
      two: "SUCCEEDED",
      three: ["FAILED", "States.ExceedToleratedFailureThreshold"],
      failed: 2,
    },
  });

  await check("What failed is written down: its rows, and why", {
    section: "some-may-fail",
    hint: "ResultWriter writes it by itself. The function throws UnreadableTweet for a row without a text.",
    needs: two,
    seen: async () => {
      const { failed } = await resultsAt(target, writtenAt(two));
      return failed.map(child => ({
        error: child.Error,
        hasRows: (JSON.parse(child.Input).Items?.length ?? 0) > 0,
      }));
    },
    want: Array(2).fill({ error: "UnreadableTweet", hasRows: true }),
  });

  await check("The children are Express executions", {
    section: "express-children",
    hint: "ExecutionType of the ProcessorConfig is EXPRESS.",
    seen: async () => {
      const { resource } = parseArn(await childOf(target, await mapRunOf(target, archive))) ?? {};
      return resource?.split(":")[0];
    },
    want: "express",
  });
}
