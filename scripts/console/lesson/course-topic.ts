import path from "node:path";
import { courseList } from "../../learn/course-list.ts";
import { readProgress } from "../../learn/progress.ts";
import { findSteps, pageOf, type Step, withChallenges } from "../../shared/steps.ts";
import { type Page, plainText, readPages } from "../../site/pages.ts";
import type { Course, Message } from "../messages.ts";
import type { Topic } from "../watch/poller.ts";

/** Milliseconds between two looks at the learner's files. */
const lookMs = 2_000;

const topic = "course";

/** The course, and how far the learner is with each step. */
export function courseTopic(): Topic {
  let sources: { steps: Step[]; pages: Page[] } | undefined;
  let known: Message | undefined;
  return {
    async look(tell) {
      sources ??= { steps: await findSteps(), pages: await readPages() };
      const message: Message = { kind: "course", topic, course: courseOf(sources.steps, sources.pages) };
      if (JSON.stringify(message) !== JSON.stringify(known)) tell(message);
      known = message;
      return lookMs;
    },
    known: () => (known ? [known] : []),
  };
}

/** Throws a UserError where the learner's progress can't be read. */
function courseOf(steps: Step[], pages: Page[]): Course {
  const all = withChallenges(steps);
  const items = courseList(steps, readProgress()).map((item, index) => {
    const page = pages.find(({ file }) => file === pageOf(all[index] as Step).replace(/#.*/, ""));
    const title = item.challengeOf ? `The challenge of ${item.challengeOf}` : (page?.title ?? item.step);
    return { ...item, title, about: page && !item.challengeOf ? introOf(page) : "" };
  });
  return {
    items,
    pages: pages.map(page => ({ name: path.posix.basename(page.file, ".md"), title: page.title })),
  };
}

/** The first paragraph of a page. */
function introOf({ tokens }: Page): string {
  return plainText(tokens[tokens.findIndex(({ type }) => type === "paragraph_open") + 1]);
}
