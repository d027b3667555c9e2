import { lstatSync } from "node:fs";
import path from "node:path";
import { filesIn } from "../work.ts";

/** Milliseconds between two looks. A change counts when two looks see the same, so that half a save does not. */
const lookMs = 75;

/**
 * Calls `onChange` when files of these folders have changed and stay as they are for a moment; also when a folder goes and
 * comes. It looks by itself, since what systems report differs: editors write over files, or put new ones in their place.
 * Returns what ends it.
 */
export function watchFiles(folders: string[], onChange: () => void): () => void {
  const look = () => folders.map(stateOf).join("\n\n");
  let known = look();
  let before = known;
  const timer = setInterval(() => {
    const now = look();
    if (now === before && now !== known) {
      known = now;
      onChange();
    }
    before = now;
  }, lookMs);
  return () => clearInterval(timer);
}

function stateOf(folder: string): string {
  try {
    return filesIn(folder)
      .map(file => {
        const { mtimeMs, ctimeMs, size, ino } = lstatSync(path.join(folder, file));
        return `${file} ${mtimeMs} ${ctimeMs} ${size} ${ino}`;
      })
      .join("\n");
  } catch {
    return "in between"; // a file went while we looked: the next look is soon
  }
}
