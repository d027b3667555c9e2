import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../../shared/paths.ts";
import { type Asset, asset } from "./bundle.ts";

/** A picture of the docs, by its file's name; undefined where there is none. Anybody may see it: it has no data. */
export async function pictureCalled(name: string): Promise<Asset | undefined> {
  if (!/^[\w-]+\.webp$/.test(name)) return undefined;
  const body = await readFile(path.join(root, "docs", "pictures", name)).catch(() => undefined);
  return body && asset("image/webp", body);
}
