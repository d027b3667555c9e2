import type { Execution } from "../../../scripts/execution/follow.ts";
import type { Lesson } from "../../../scripts/verify/lesson.ts";

/** Starts the machine for those who want to be greeted, those who do not, and those who do not say. */
export default async function verify(lesson: Lesson): Promise<void> {
  const { input, run, check } = lesson;
  const quiet = { ...input, greet: false };
  const asking = { ...input, greet: true };
  const unclear = { ...input, greet: "no" };

  const [silent, asked, open, odd] = await Promise.all([
    run('"greet": false', quiet),
    run('"greet": true', asking),
    run('No "greet"', input),
    run('"greet": "no"', unclear),
  ]);

  await check('Who says "greet": false is not greeted', {
    section: "the-challenge",
    hint: 'After Wait Before comes a Choice. Where "$.greet" is false (BooleanEquals), its Next is Wait After.',
    seen: whatBecameOf(silent),
    want: { states: ["Wait Before", aChoice, "Wait After"], output: quiet },
  });

  await check('Who says "greet": true is greeted', {
    section: "the-challenge",
    hint: "Default names the state for everybody to whom no rule applies: Hello.",
    seen: whatBecameOf(asked),
    want: { states: greeted, output: { ...asking, ...greeting } },
  });

  await check('Who does not say "greet" is greeted', {
    section: "the-challenge",
    hint: "A rule about a field that is not there fails with States.Runtime, and nothing catches that. Ask IsPresent first.",
    seen: whatBecameOf(open),
    want: { states: greeted, output: { ...input, ...greeting } },
  });

  await check('Only false is a no: who says "greet": "no" is greeted', {
    section: "the-challenge",
    hint: "A text equals neither true nor false, so no rule applies to it: it is Default that has to lead to Hello.",
    seen: whatBecameOf(odd),
    want: { states: greeted, output: { ...unclear, ...greeting } },
  });
}

/** It may have any name, and may be several in a row. */
const aChoice = "(a Choice)";
const greeted = ["Wait Before", aChoice, "Hello", "Wait After"];
const greeting = { taskresult: "Hello 102 Class" };

/** The way that an execution went, and its output; or the error that ended it. */
function whatBecameOf({ visits, status, output, error, cause }: Execution) {
  const names = visits.map(({ name, type }) => (type === "Choice" ? aChoice : name));
  const states = names.filter((name, index) => name !== aChoice || names[index - 1] !== aChoice);
  return status === "SUCCEEDED" ? { states, output } : { states, status, error, cause };
}
