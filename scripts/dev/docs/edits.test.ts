import { test } from "uvu";
import * as assert from "uvu/assert";
import { errorOf } from "../testing/support.ts";
import { editorOf } from "./edits.ts";

function files(texts: Record<string, string>) {
  return {
    texts,
    read: async (file: string) => texts[file] ?? "",
    write: async (file: string, text: string) => {
      texts[file] = text;
    },
  };
}

const edit = (before: string | undefined, after: string) => ({
  kind: "edit" as const,
  line: 1,
  file: "a",
  after,
  ...(before !== undefined && { before }),
});

test("edits build on each other, and the last ones can be taken back", async () => {
  const own = files({ a: "1\n2\n", b: "" });
  const { edit: make, undo } = editorOf(own);
  await make(edit("2\n", "3\n"));
  await make(edit(undefined, "4\n"));
  assert.is(own.texts.a, "4\n");
  await undo();
  assert.is(own.texts.a, "1\n3\n");
  await undo();
  assert.is(own.texts.a, "1\n2\n");
  assert.match((await errorOf(Error, undo)).message, /no edit to take back/);
});

test("an edit whose lines are not there once changes nothing", async () => {
  const own = files({ a: "1\n1\n" });
  for (const before of ["1\n", "2\n"]) {
    const error = await errorOf(Error, () => editorOf(own).edit(edit(before, "x")));
    assert.match(error.message, /times in a, not once/);
  }
  assert.is(own.texts.a, "1\n1\n");
});

test.run();
