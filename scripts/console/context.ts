import type { Target } from "../targets/index.ts";
import type { Lessons } from "./lesson/lessons.ts";
import type { About } from "./messages.ts";
import type { Poller } from "./watch/poller.ts";

/** What all answers of one console are made from. */
export interface Context {
  about: About;
  /** What is asked once, for somebody who waits: a refused call is repeated. */
  target: Target;
  poller: Poller;
  lessons: Lessons;
}
