import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { takeLock } from "../../machine/lock.ts";
import { exitCodes, UserError } from "../../shared/errors.ts";
import { localHome } from "../../shared/paths.ts";
import { type Step, wordsFor } from "../../shared/steps.ts";
import { nextHint } from "../hint.ts";
import { readProgress, stateOf } from "../progress.ts";
import type { Message } from "./messages.ts";
import { lastStanding, openSession, type Session, type Whose } from "./session.ts";
import { share, takePart, type Wish } from "./share.ts";
import { standingAfter } from "./standing.ts";

/** Milliseconds until it is tried again to get into a session that somebody is just opening, or has just left. */
const againMs = 100;

/** Milliseconds that somebody may take to open it: many times what it takes on a busy machine. */
const patienceMs = 15_000;

/** What is done in the session, whichever process it is in. */
type Joined = Pick<Session, "check" | "hint" | "close">;

/**
 * Opens the session of a step, or takes part in the one that another view has opened: a step is judged once, and the terminal
 * and the browser show the same run. Where the one that has opened it leaves, another one goes on. Whoever opens it has the
 * step checked, unless it is done. With `mayOpen` false it only takes part, as soon as there is a session. Throws a UserError
 * where what is open is another step with the same stack, or the same one for somebody else or somewhere else.
 */
export async function joinSession(whose: Whose, step: Step, mayOpen = true): Promise<Session> {
  const { name } = step.challengeOf ?? step;
  const file = (ending: string) => path.join(localHome, "learn", `${name}.watch.${ending}`);
  const wish = wishOf(whose, step);
  const listeners = new Set<(message: Message) => void>();
  let standing = await lastStanding(step);
  let joined: Joined | undefined;
  let isClosed = false;

  function tell(message: Message): void {
    standing = standingAfter(standing, message);
    for (const listener of listeners) listener(message);
  }

  /** Gets in by whichever way there is; undefined where there is none at the moment. */
  async function enter(): Promise<Joined | undefined> {
    const isDone = stateOf(step, readProgress()) === "done"; // before the lock is taken: it may throw
    const give = mayOpen ? takeLock(file("lock")) : undefined;
    if (give) return await open(give, isDone);
    const part = await takePart(file("json"), wish, message => void (message ? tell(message) : goOn()));
    if (typeof part === "string") throw new UserError(part, exitCodes.usage);
    if (part) standing = part.standing;
    return part;
  }

  async function open(give: () => void, isDone: boolean): Promise<Joined> {
    const session = await openSession(whose, step);
    session.subscribe(tell);
    const shared = { ...session, standing: () => standing }; // with what an earlier owner told
    const unshare = await share(shared, file("json"), wish, `${name} ${isElsewhere}`);
    if (!isDone) {
      tell({ kind: "doing", text: "Looking at your files" });
      void session.check();
    }
    const close = async () => {
      unshare();
      await session.close();
      give();
    };
    return { ...session, close };
  }

  async function enterSoon(): Promise<void> {
    for (const limit = Date.now() + patienceMs; !isClosed && !joined; ) {
      joined = await enter();
      if (!joined && mayOpen && Date.now() > limit)
        throw new UserError(
          `Another program has opened ${name}, and does not answer: end it.`,
          exitCodes.usage,
        );
      if (!joined) await sleep(againMs);
    }
    if (isClosed) await joined?.close(); // that was meanwhile
  }

  /** The one that had opened the session is gone. Its run was not at its end, or a file has been saved meanwhile. */
  async function goOn(): Promise<void> {
    joined = undefined;
    if (isClosed) return;
    if (!mayOpen && standing.isRunning)
      tell({ kind: "failure", message: "Whoever had begun this run has left before its end." });
    await sleep(againMs); // most often all of it ends together
    await enterSoon().catch(error => tell({ kind: "failure", message: error.message }));
  }

  if (mayOpen) await enterSoon();
  else void goOn();

  return {
    standing: () => standing,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async check(options) {
      if (joined) return await joined.check(options);
      const advice = `in a terminal: npm run learn -- ${wordsFor(step)}`;
      tell({ kind: "failure", message: `Nothing checks ${step.name} at the moment. Begin ${advice}` });
    },
    async hint() {
      if (joined) return await joined.hint();
      tell({ kind: "hint", hint: await nextHint(step) });
    },
    async close() {
      isClosed = true;
      listeners.clear();
      await joined?.close();
    },
  };
}

const isElsewhere =
  "is open in another terminal or browser tab, with other options or as its challenge: go on there, or close that first.";

/** As it arrives elsewhere: JSON leaves out what is not given. */
function wishOf({ learner, values: { target, region, profile } }: Whose, { name }: Step): Wish {
  return JSON.parse(JSON.stringify({ step: name, learner, values: { target, region, profile } }));
}
