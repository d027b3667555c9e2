import type { Step } from "../../shared/steps.ts";
import type { LearnRequest } from "../options.ts";

/** The course in the browser, where the learner sees what the terminal shows, beside each step's page. */
export interface BrowserView {
  /** The address of a step there. It lets in whoever has it. */
  pageOf(step: Step): string;
  close(): Promise<void>;
}

/** Opens it. What does so is above this room, so the command hands it down. */
export type OpenBrowserView = (request: LearnRequest) => Promise<BrowserView>;
