import type { Edit } from "./transcript.ts";

/** Files by their paths from the top of the repository. */
export interface Files {
  /** Throws where there is no such file. */
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
}

/** What makes a page's edits in files, and takes the last one back. */
export interface Editor {
  /** Throws unless the lines before the edit are in the file, once. */
  edit(edit: Edit): Promise<void>;
  /** Throws where nothing is left to take back. */
  undo(): Promise<void>;
}

/** An editor of these files. */
export function editorOf({ read, write }: Files): Editor {
  const before: { file: string; text: string }[] = [];
  return {
    async edit(edit) {
      const text = await read(edit.file);
      await write(edit.file, applyEdit(text, edit));
      before.push({ file: edit.file, text });
    },
    async undo() {
      const last = before.pop();
      if (!last) throw new Error("there is no edit to take back");
      await write(last.file, last.text);
    },
  };
}

/** A file's text after an edit. Throws unless the lines before the edit are in it, once. */
function applyEdit(text: string, { file, before, after }: Edit): string {
  if (before === undefined) return after;
  const found = text.split(before).length - 1;
  if (found !== 1) throw new Error(`the lines before the edit are ${found} times in ${file}, not once`);
  return text.replace(before, () => after);
}
