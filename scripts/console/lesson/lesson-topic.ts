import { readProgress, stateOf } from "../../learn/progress.ts";
import { lastStanding, type Session } from "../../learn/watch/session.ts";
import { isBegun, shownWork, workOn } from "../../learn/work.ts";
import { UserError } from "../../shared/errors.ts";
import { chooseStepOrChallenge, findSteps, type Step } from "../../shared/steps.ts";
import type { Lesson, Message } from "../messages.ts";
import type { Topic } from "../watch/poller.ts";
import type { Lessons } from "./lessons.ts";

/** Milliseconds between two looks at what nobody tells of: that the step is begun, and that its files are not those that passed. */
const lookMs = 1_000;

/** Milliseconds in which what happens is told together. */
const togetherMs = 40;

/** A step, or a challenge, that the learner works on: how it stands is told as soon as that changes. */
export function lessonTopic(lessons: Lessons, name: string): Topic {
  const topic = `lesson ${name}`;
  let step: Step | undefined;
  let session: Session | undefined;
  let unsubscribe = () => {};
  let timer: NodeJS.Timeout | undefined;
  let known: Message | undefined;

  async function read(step: Step): Promise<Message> {
    try {
      const standing = session?.standing() ?? (await lastStanding(step));
      const state = stateOf(step, readProgress());
      const lesson: Lesson = { ...standing, step: step.name, state, folder: shownWork(workOn(step)) };
      return { kind: "lesson", topic, lesson };
    } catch (error) {
      return problemOf(error);
    }
  }

  /** What a person can act on. */
  function problemOf(error: unknown): Message {
    if (error instanceof UserError) return { kind: "problem", topic, text: error.message };
    throw error;
  }

  async function show(step: Step, tell: (message: Message) => void): Promise<void> {
    const message = await read(step);
    if (JSON.stringify(message) === JSON.stringify(known)) return;
    known = message;
    tell(message);
  }

  async function enter(step: Step, tell: (message: Message) => void): Promise<void> {
    session = await lessons.enter(step);
    unsubscribe = session.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void show(step, tell);
      }, togetherMs);
    });
  }

  return {
    async look(tell) {
      step ??= chooseStepOrChallenge(await findSteps(), name);
      try {
        if (!session && isBegun(workOn(step))) await enter(step, tell);
        await show(step, tell);
      } catch (error) {
        known = problemOf(error);
        tell(known);
      }
      return lookMs;
    },
    known: () => (known ? [known] : []),
    close() {
      clearTimeout(timer);
      unsubscribe();
      if (step && session) lessons.leave(step);
    },
  };
}
