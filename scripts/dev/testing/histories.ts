import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { root } from "../../shared/paths.ts";

const folder = join(root, "scripts", "execution", "histories");

/** The names of all histories that tests share. */
export const historyNames = readdirSync(folder).map(file => file.replace(/\.json$/, ""));

/** A history by its name, its events linked and typed as AWS does. */
export function readHistory(name: string): HistoryEvent[] {
  const text = readFileSync(join(folder, `${name}.json`), "utf8");
  return JSON.parse(text, (key, value) => (key === "timestamp" ? new Date(value) : value));
}
