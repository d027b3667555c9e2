import { plainText } from "../../../shared/plain-text.ts";
import { type Arrival, arrivalOf, type Occurrence } from "../model/arrivals.ts";
import { known, useTopics } from "../net/store.ts";
import { Mark, statusNames } from "../parts/status.tsx";
import { useNow } from "../parts/time.tsx";
import { addressOf, Link } from "../route.tsx";

const words: Record<Arrival, string> = {
  arrived: "arrived",
  awaited: "not yet",
  missing: "did not arrive",
  unknown: "can't be seen",
};

const tones = { arrived: "succeeded", awaited: "running", missing: "failed", unknown: "notReached" } as const;

/** What arrived where: for each receiver of a stack, and each event, whether it is there. It fills as events arrive. */
export function Arrivals({ stack, occurrences }: { stack: string; occurrences: Occurrence[] }) {
  const topic = `receivers ${stack}`;
  useTopics([topic]);
  const now = useNow(1_000, true);
  const told = known.receivers.get(stack);
  const problem = known.problems.get(topic);
  if (problem) return <p class="note wrong">{problem}</p>;
  if (!told) return <p class="note quiet">Asking the receivers …</p>;
  const { receivers, since } = told;
  const isUnknown = receivers.some(receiver =>
    occurrences.some(occurrence => arrivalOf(receiver, occurrence, since, now) === "unknown"),
  );
  return (
    <div class="arrivals">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached with the keyboard */}
      <section class="scroll-across" aria-label="Arrivals" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Receiver</th>
              {occurrences.map(({ status, execution }) => (
                <th key={status} scope="col">
                  <Link to={addressOf.execution(execution.arn)}>{statusNames[status]}</Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {receivers.map(receiver => (
              <tr key={receiver.name}>
                <th scope="row">
                  {plainText(receiver.name)}
                  {receiver.problem && <span class="wrong">{plainText(receiver.problem)}</span>}
                </th>
                {occurrences.map(occurrence => {
                  const arrival = arrivalOf(receiver, occurrence, since, now);
                  return (
                    <td key={occurrence.status} class={arrival}>
                      <Mark tone={tones[arrival]} /> {words[arrival]}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {isUnknown && (
        <p class="quiet">
          What can't be seen may have arrived: it happened long before this page was open, it was read out of
          its queue, as npm run step does, or it waits there behind ten others.
        </p>
      )}
    </div>
  );
}
