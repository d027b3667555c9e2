import { useEffect, useRef } from "preact/hooks";
import { plainText } from "../../../shared/plain-text.ts";
import type { CheckResult } from "../../../verify/lesson.ts";
import type { CourseEntry, Lesson } from "../../messages.ts";
import { openCheck, type ShownCheck, shownChecks, stepAfter } from "../model/lesson-model.ts";
import { known, useKnown, useTopics } from "../net/store.ts";
import { addressOf, Link } from "../route.tsx";
import { Article, type Marks } from "./article.tsx";
import { Progress } from "./course.tsx";
import { BeginButton, CheckButton, DiffButton, HintButton } from "./lesson-buttons.tsx";
import { RunPanel } from "./run-panel.tsx";
import { TodoList } from "./todo-list.tsx";

/** A page of the docs; of a step, beside it what the learner makes of it: the checks, and the execution that proves them. */
export function LessonView({ name }: { name: string }) {
  useKnown();
  const entry = known.course?.items.find(({ step }) => step === name);
  const topic = `lesson ${name}`;
  useTopics(["course", ...(entry ? [topic] : [])]);
  const lesson = known.lessons.get(name);
  const problem = known.problems.get(topic);
  const before = useBefore(lesson);
  const checks = lesson ? shownChecks(lesson, before) : [];
  return (
    <main class={entry ? "lesson" : "lesson alone"} id="content" tabIndex={-1}>
      <div class="read">
        <Article
          name={entry?.challengeOf ?? name}
          marks={marksOf(checks)}
          {...(entry?.challengeOf && { section: "the-challenge" })}
        />
      </div>
      {entry && (
        <aside class="work" aria-label="Your work">
          {problem && <p class="note wrong">{plainText(problem)}</p>}
          {lesson && <Work entry={entry} lesson={lesson} checks={checks} />}
        </aside>
      )}
    </main>
  );
}

/** What the last run that has ended found. */
function useBefore(lesson: Lesson | undefined): CheckResult[] {
  const before = useRef<CheckResult[]>([]);
  useEffect(() => {
    if (lesson && !lesson.isRunning) before.current = lesson.results;
  }, [lesson]);
  return before.current;
}

function marksOf(checks: ShownCheck[]): Marks {
  const marks: Marks = new Map();
  for (const { name, tone } of checks) if (tone !== "notReached") marks.set(name, tone);
  return marks;
}

function Work({ entry, lesson, checks }: { entry: CourseEntry; lesson: Lesson; checks: ShownCheck[] }) {
  const { step, state, folder, isRunning } = lesson;
  const green = checks.filter(({ tone }) => tone === "succeeded").length;
  const isDone = state === "done" && !isRunning;
  return (
    <>
      <header>
        <h2>
          {entry.challengeOf ? entry.title : "Your checks"}
          <span class="quiet took">
            {green} of {checks.length} green
          </span>
        </h2>
        <Progress entry={{ green, total: checks.length }} />
        {state === "not begun" ? (
          <div class="begin">
            <p>
              You write it in <code>{folder}</code>, and it is checked each time that you save a file.
            </p>
            <BeginButton step={step} />
          </div>
        ) : (
          <>
            <Now lesson={lesson} isDone={isDone} />
            <div class="buttons">
              <HintButton step={step} isOff={!openCheck(checks)} />
              <DiffButton step={step} />
              <CheckButton step={step} />
              <NextLink step={step} isMain={isDone} />
            </div>
          </>
        )}
      </header>
      <TodoList lesson={lesson} checks={checks} />
      <RunPanel lesson={lesson} />
    </>
  );
}

/** What goes on, or what came of it. */
function Now({ lesson, isDone }: { lesson: Lesson; isDone: boolean }) {
  const { step, folder, doing, trouble } = lesson;
  const isRunning = lesson.isRunning || doing !== "";
  return (
    <div
      role="status"
      class={`now ${isRunning ? "running" : trouble ? "failed" : isDone ? "succeeded" : "idle"}`}
    >
      {isRunning ? (
        <p>
          <span class="dot running" /> {plainText(doing || "Checking")}
        </p>
      ) : trouble ? (
        <>
          {trouble.lines.map(line => (
            <p key={line} class="line">
              {plainText(line)}
            </p>
          ))}
          {trouble.kind === "problems" && <p>Nothing was deployed. Mend it and save.</p>}
        </>
      ) : isDone ? (
        <p>★ {step} is done: you wrote it, and it runs.</p>
      ) : (
        <p>
          Save a file in <code>{folder}</code>, and it is checked again.
        </p>
      )}
    </div>
  );
}

function NextLink({ step, isMain }: { step: string; isMain: boolean }) {
  const next = stepAfter(known.course?.items ?? [], step);
  if (!next) return null;
  return (
    <Link to={addressOf.lesson(next.step)} class={isMain ? "button main" : "button"} dataKey="n">
      {isMain ? `Go on with ${next.title}` : "Next step"}
    </Link>
  );
}
