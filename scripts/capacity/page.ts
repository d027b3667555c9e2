import { markdownTable } from "../report/markdown.ts";
import { type Capacity, classSize, type Pace } from "./capacity.ts";
import prices from "./prices.json" with { type: "json" };
import quotas from "./quotas.json" with { type: "json" };

/** The tables and sentences for the instructors' page, in Markdown. The last capacity is that of all steps at once. */
export function capacityMarkdown(capacities: Capacity[], pace: Pace[]): string {
  const scarce = capacities.at(-1)?.rooms.filter(({ learners }) => learners < classSize) ?? [];
  return [
    `AWS's default quotas as of ${quotas.date}; prices of ${prices.region} as of ${prices.date}, without free tiers and ` +
      `text messages, for a learner who runs each step ${prices.assumptions.executionsPerHour} times an hour.`,
    "",
    markdownTable([
      ["Part", "Learners", "Scarcest quota", "One learner uses", "To raise it", "USD per learner and hour"],
      ...capacities.map(({ part, rooms: [first], costPerHour }) => [
        part,
        String(first?.learners),
        String(first?.quota),
        `${first?.use} of ${first?.limit}`,
        String(first?.raise),
        costPerHour.toFixed(4),
      ]),
    ]),
    `Learners is how many fit into one account and region. For ${classSize} of them to have all steps up at once, these quotas must be raised:`,
    "",
    markdownTable([
      ["Quota", "Default", `For ${classSize} learners`, "To raise it"],
      ...scarce.map(({ quota, use, limit, raise }) => [quota, String(limit), String(use * classSize), raise]),
    ]),
    `Some calls AWS allows only at a limited rate. The least time that ${classSize} learners take for theirs:`,
    "",
    markdownTable([
      ["Call", "Minutes"],
      ...pace.map(({ call, minutes }) => [`\`${call}\``, String(minutes)]),
    ]),
    ...quotas.looks.map(
      ({ call, perSecond, elsewhere, burst }) =>
        `- \`${call}\`: ${perSecond} a second (${elsewhere} outside of us-east-1, us-west-2 and eu-west-1), and ${burst} more ` +
        "in a burst. A run makes one a second for each execution that it follows; it slows down when there are too many.",
    ),
    ...quotas.notes.map(({ text, source }) => `- ${text} [AWS](${source})`),
    "",
    `Sources: ${sources()
      .map(source => `<${source}>`)
      .join(", ")}.`,
  ].join("\n");
}

function sources(): string[] {
  const { perHour, perUse } = prices;
  const all = [quotas.quotas, quotas.changes, quotas.looks, Object.values(perHour), Object.values(perUse)];
  return [...new Set(all.flat().map(({ source }) => source))];
}
