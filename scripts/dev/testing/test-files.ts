import { readdir } from "node:fs/promises";
import path from "node:path";
import { root } from "../../shared/paths.ts";

/** The files in these folders whose names have this ending, as paths from the top of the repository. */
export async function findTestFiles(folders: string[], ending: string): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async folder => {
      const entries = await readdir(path.join(root, folder), { recursive: true });
      return entries.map(entry => path.posix.join(folder, entry.replaceAll(path.sep, "/")));
    }),
  );
  return found.flat().filter(file => file.endsWith(ending));
}
