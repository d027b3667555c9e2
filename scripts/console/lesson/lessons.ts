import { joinSession } from "../../learn/watch/join.ts";
import type { Session, Whose } from "../../learn/watch/session.ts";
import type { Step } from "../../shared/steps.ts";

/** Milliseconds that a session stays when no tab shows it any more: a page that is loaded again is not the end of a run. */
const lingerMs = 20_000;

/** The sessions of the steps that tabs show. */
export interface Lessons {
  /** Opens a step's session, or takes part in it. Throws what `joinSession` throws. */
  enter(step: Step): Promise<Session>;
  /** No tab shows it any more. */
  leave(step: Step): void;
  /** The session of a step that is shown, or was just now; undefined where there is none. */
  sessionOf(step: Step): Promise<Session> | undefined;
  close(): Promise<void>;
}

interface Entry {
  session: Promise<Session>;
  /** Set while no tab shows it. */
  end?: NodeJS.Timeout;
}

/** Opens none yet. With `mayOpen` false it takes part only in those that a terminal has opened. */
export function openLessons(whose: Whose, mayOpen: boolean): Lessons {
  const entries = new Map<string, Entry>();

  async function end(name: string): Promise<void> {
    const entry = entries.get(name);
    entries.delete(name);
    clearTimeout(entry?.end);
    const session = await entry?.session.catch(() => undefined);
    await session?.close();
  }

  return {
    async enter(step) {
      // A step and its challenge share a stack: the one that nobody looks at makes way.
      const idle = [...entries].filter(([name, { end }]) => end && name !== step.name);
      await Promise.all(idle.map(([name]) => end(name)));
      const entry = entries.get(step.name) ?? { session: joinSession(whose, step, mayOpen) };
      entries.set(step.name, entry);
      clearTimeout(entry.end);
      delete entry.end;
      return await entry.session.catch(error => {
        entries.delete(step.name);
        throw error;
      });
    },
    leave({ name }) {
      const entry = entries.get(name);
      if (entry) entry.end = setTimeout(() => void end(name), lingerMs).unref();
    },
    sessionOf: ({ name }) => entries.get(name)?.session,
    async close() {
      await Promise.all([...entries.keys()].map(end));
    },
  };
}
