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
  taken: "not in the queue now",
  unknown: "too long ago",
};

const tones = {
  arrived: "succeeded",
  awaited: "running",
  missing: "failed",
  taken: "notReached",
  unknown: "notReached",
} as const;

/** What arrived where: for each receiver of a stack, and each event, whether it is there. It fills as events arrive. */
export function Arrivals({ stack, occurrences }: { stack: string; occurrences: Occurrence[] }) {
  const topic = `receivers ${stack}`;
  useTopics([topic]);
  const now = useNow(1_000, true);
  const heard = known.receivers.get(stack);
  const problem = known.problems.get(topic);
  if (problem) return <p class="note wrong">{problem}</p>;
  if (!heard) return <p class="note quiet">Asking the receivers …</p>;
  const { receivers, since } = heard;
  const arrivals = receivers.flatMap(receiver =>
    occurrences.map(occurrence => arrivalOf(receiver, occurrence, since, now)),
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
      {arrivals.includes("taken") && (
        <p class="quiet">
          A queue forgets what is read there, and the step's checks read it: a message that is not in the
          queue now may have arrived all the same, and the checks say whether it did. It may also wait behind
          ten others.
        </p>
      )}
      {arrivals.includes("unknown") && (
        <p class="quiet">What happened long before this page was open is not looked for.</p>
      )}
    </div>
  );
}
