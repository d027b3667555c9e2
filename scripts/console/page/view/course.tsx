import { plainText } from "../../../shared/plain-text.ts";
import type { CourseEntry } from "../../messages.ts";
import { known, useKnown, useTopics } from "../net/store.ts";
import { Mark } from "../parts/status.tsx";
import { addressOf, Link } from "../route.tsx";

const tones = { done: "succeeded", begun: "running", changed: "caught", "not begun": "notReached" } as const;

/** How far the learner is with a step, in words. */
function words({ state, green, total }: CourseEntry): string {
  if (state === "done") return "done";
  if (state === "not begun") return "not begun";
  if (state === "changed" && green === total) return "changed since it passed";
  return total === undefined ? "begun, not checked yet" : `${green} of ${total} checks green`;
}

/** The course as the learner has it: a card for each step. */
export function CourseCards() {
  useKnown();
  useTopics(["course"]);
  const { items = [] } = known.course ?? {};
  const problem = known.problems.get("course");
  const steps = items.filter(({ challengeOf }) => !challengeOf);
  const done = steps.filter(({ state }) => state === "done").length;
  const next = steps.find(({ state }) => state === "begun" || state === "changed") ?? steps.find(isOpen);
  return (
    <>
      <h1>
        Your course{" "}
        {steps.length > 0 && (
          <span class="quiet">
            {done} of {steps.length} steps done
          </span>
        )}
      </h1>
      {problem && <p class="note wrong">{plainText(problem)}</p>}
      <h2 class="unseen">Steps</h2>
      <ol class="cards course">
        {steps.map(step => (
          <Card
            key={step.step}
            entry={step}
            challenge={items.find(({ challengeOf }) => challengeOf === step.step)}
            isNext={step === next}
          />
        ))}
      </ol>
    </>
  );
}

const isOpen = ({ state }: CourseEntry) => state !== "done";

interface CardProps {
  entry: CourseEntry;
  challenge: CourseEntry | undefined;
  isNext: boolean;
}

function Card({ entry, challenge, isNext }: CardProps) {
  const { step, title, about, state } = entry;
  return (
    <li class={isNext ? "card next" : "card"}>
      <h3>
        <Link to={addressOf.lesson(step)}>{title}</Link>
      </h3>
      <p class="quiet">{about}</p>
      <p class={`last ${tones[state]}`}>
        <Mark tone={tones[state]} /> {words(entry)}
      </p>
      <Progress entry={entry} />
      {challenge && (
        <p class={`last ${tones[challenge.state]}`}>
          <Link to={addressOf.lesson(challenge.step)}>Challenge</Link>
          <span class="quiet">{words(challenge)}</span>
        </p>
      )}
    </li>
  );
}

/** How many of the checks are green, as a bar. */
export function Progress({ entry }: { entry: Pick<CourseEntry, "green" | "total"> }) {
  const { green = 0, total = 0 } = entry;
  const width = total > 0 ? `${(100 * green) / total}%` : "0";
  return (
    <span class="progress" aria-hidden="true">
      <span style={{ width }} />
    </span>
  );
}

/** The way to each step and to the other pages. */
export function CourseNav({ current }: { current: string }) {
  useKnown();
  useTopics(["course"]);
  const { items = [], pages = [] } = known.course ?? {};
  const isStep = (name: string) => items.some(({ step }) => step === name);
  return (
    <nav class="sidebar" aria-label="Course">
      <section>
        <h2>Your course</h2>
        {items.map(({ step, title, state, challengeOf }) => (
          <Link
            key={step}
            to={addressOf.lesson(step)}
            class={challengeOf ? "machine step inner" : "machine step"}
            current={step === current}
          >
            <Mark tone={tones[state]} />
            <span>
              {challengeOf ? "Challenge" : title}
              <span class="unseen">, {state}</span>
            </span>
          </Link>
        ))}
      </section>
      <section>
        <h2>Pages</h2>
        {pages
          .filter(({ name }) => name !== "README" && !isStep(name))
          .map(({ name, title }) => (
            <Link key={name} to={addressOf.lesson(name)} class="machine" current={name === current}>
              {title}
            </Link>
          ))}
      </section>
    </nav>
  );
}
