import type { Try } from "../../../execution/walk.ts";
import { plainText } from "../../../shared/plain-text.ts";
import { duration } from "../../../site/words.ts";
import { readCause } from "../../../verify/failure.ts";
import { Mark } from "../parts/status.tsx";
import { clock } from "../parts/time.tsx";

/** Each try of a state's work, and the pauses between them. */
export function Tries({ tries, now }: { tries: Try[]; now: number }) {
  return (
    <ol class="tries">
      {tries.map(({ startedAt, endedAt, error }, index) => {
        const before = tries[index - 1]?.endedAt;
        const pause = before && startedAt.getTime() - before.getTime();
        const tone = error ? "failed" : endedAt ? "succeeded" : "running";
        return (
          <li key={startedAt.getTime()}>
            {pause !== undefined && <p class="pause">paused for {duration(pause)}</p>}
            <p>
              <Mark tone={tone} />
              <b>{index + 1}.</b> {duration((endedAt?.getTime() ?? now) - startedAt.getTime())}
              <span class="quiet"> at {clock(startedAt.getTime())}</span>
              {error && <code class="error">{plainText(error.error)}</code>}
            </p>
            {error?.cause && <p class="quiet">{plainText(readCause(error.cause).message)}</p>}
          </li>
        );
      })}
    </ol>
  );
}
