import { readFileSync } from "node:fs";
import path from "node:path";
import * as assert from "uvu/assert";
import { root } from "../../shared/paths.ts";
import { validate } from "../../validate/validate.ts";

/** An edit that makes a file wrong, and what has to be said about it. */
export interface Mistake {
  /** In words. */
  mistake: string;
  /** The file, from the top of the repository. */
  file: string;
  from: string | RegExp;
  to: string;
  /** The text of each line that a problem is told of, without its indentation, and the message. */
  problems: [line: string, message: string][];
}

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** Makes a mistake and compares what the validator says of that file. Throws when the edit changes nothing. */
export function assertFound({ file, from, to, problems }: Mistake, others: string[] = []): void {
  const text = read(file);
  const edited = text.replace(from, () => to);
  assert.is.not(edited, text, "the edit changes nothing");
  const lines = edited.split("\n");
  const files = Object.fromEntries([...others.map(other => [other, read(other)]), [file, edited]]);
  const found = validate(files).map(problem => {
    assert.is(problem.file, file, problem.message);
    return [(lines[problem.line - 1] ?? "").trim(), problem.message];
  });
  assert.equal(found, problems);
}
