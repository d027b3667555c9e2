import { createReadStream, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks at the file: at once for a person, and next to no work. */
const pollMs = 250;

/** Prints what is appended to a file after a position, until the process ends. A file that shrinks has begun again. */
export async function followFile(file: string, start: number): Promise<never> {
  for (let position = start; ; await sleep(pollMs)) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < position) position = 0;
    if (size === position) continue;
    await pipeline(createReadStream(file, { start: position, end: size - 1 }), process.stdout, {
      end: false,
    });
    position = size;
  }
}
