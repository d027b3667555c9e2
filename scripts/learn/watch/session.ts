import path from "node:path";
import type { Deployed } from "../../run/hot-swap.ts";
import { planStep } from "../../run/plan-step.ts";
import { UserError } from "../../shared/errors.ts";
import { root } from "../../shared/paths.ts";
import { recordedChecks } from "../../shared/recorded-checks.ts";
import { type Step, wordsFor } from "../../shared/steps.ts";
import { openTypeChecker, type TypeChecker } from "../../validate/types.ts";
import { nextHint } from "../hint.ts";
import { readLastRun } from "../last-run.ts";
import { isBegun, shownWork, workOn } from "../work.ts";
import { watchFiles } from "./changes.ts";
import type { Message } from "./messages.ts";
import { openRunner, type Run } from "./runner.ts";
import { type Standing, standingAfter } from "./standing.ts";

/**
 * A step that is judged each time that a file of it, or of the shared lambdas/, is saved. It knows nothing of how that is shown: whoever shows it
 * subscribes, and there may be several.
 */
export interface Session {
  standing(): Standing;
  /** Calls back with each message from now on. Returns what ends that. */
  subscribe(listener: (message: Message) => void): () => void;
  /**
   * Looks at the files and, if they are well, judges them; a run that goes on is ended. With `afresh` CloudFormation
   * deploys them, whatever has changed. Resolves when the run has begun. Throws nothing: all is told.
   */
  check(options?: { afresh?: boolean }): Promise<void>;
  /** Tells a hint for the first red check, deeper than the one before. */
  hint(): Promise<void>;
  /** Ends it, with all that it has started. */
  close(): Promise<void>;
}

/** For whom a step is judged, and where. */
export interface Whose {
  learner: string;
  values: { target?: string | undefined; region?: string | undefined; profile?: string | undefined };
}

/** Opens a session, which judges nothing before a file is saved or it is told to. */
export async function openSession({ learner, values }: Whose, step: Step): Promise<Session> {
  const { target, region, profile } = values;
  const work = workOn(step);
  const types = openTypeChecker(work);
  const runner = openRunner(step);
  const listeners = new Set<(message: Message) => void>();
  let standing = await lastStanding(step);
  let run: Run | undefined;
  let turn = 0;
  let deployed: Deployed | undefined;

  function tell(message: Message): void {
    standing = standingAfter(standing, message);
    for (const listener of listeners) listener(message);
  }

  async function check({ afresh = false } = {}): Promise<void> {
    const mine = ++turn;
    const [problems] = await Promise.all([problemsOf(work, learner, types), run?.stop()]);
    if (mine !== turn) return; // overtaken
    if (problems) return tell(problems);
    tell({ kind: "begin" });
    const last = afresh ? undefined : deployed;
    run = runner.start({ learner, target: { target, region, profile }, last }, message => {
      if (message.kind === "deployed") deployed = message.now;
      else if (mine === turn) tell(message);
    });
  }

  const endWatching = watchFiles([work.folder, path.join(root, "lambdas")], check);

  return {
    check,
    hint: async () => tell({ kind: "hint", hint: await nextHint(step) }),
    standing: () => standing,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      turn++;
      endWatching();
      await Promise.all([runner.close(), types.close()]);
    },
  };
}

/** How a step stands that nobody watches: as the last run left it. */
export async function lastStanding(step: Step): Promise<Standing> {
  const { checks = [], executions = [] } = readLastRun(step) ?? {};
  return { known: await recordedChecks(step), results: checks, executions, isRunning: false, doing: "" };
}

/** What keeps the files from being deployed; undefined where nothing does. */
async function problemsOf(work: Step, learner: string, types: TypeChecker): Promise<Message | undefined> {
  try {
    if (!isBegun(work)) {
      const advice = `put it back, or quit and begin it anew with npm run learn -- ${wordsFor(work)}`;
      return { kind: "problems", lines: [`${shownWork(work)} is gone: ${advice}`] };
    }
    await planStep(work, learner, {}, await types.check());
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return { kind: "problems", lines: error.message.split("\n") };
    return { kind: "failure", message: String((error as Error)?.stack ?? error) }; // a defect of ours
  }
}
