import { markdownTable } from "../report/markdown.ts";
import { type Capacity, classSize, type Pace, type Room } from "./capacity.ts";
import prices from "./prices.json" with { type: "json" };
import quotas from "./quotas.json" with { type: "json" };

/** The tables and sentences for the instructors' page, in Markdown. The last capacity is that of all steps at once. */
export function capacityMarkdown(capacities: Capacity[], pace: Pace[]): string {
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
    raiseTable(scarceFor(classSize, capacities), classSize),
    paceTable(pace, classSize),
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

/** The answer for a class of so many, in Markdown: whether it fits, what stops it, how long it waits, what it costs. */
export function classMarkdown(capacities: Capacity[], pace: Pace[], learners: number): string {
  const all = capacities.at(-1);
  const [first] = all?.rooms ?? [];
  const scarce = scarceFor(learners, capacities);
  const fits = scarce.length === 0;
  const each = all?.costPerHour ?? 0;
  const people = learners === 1 ? "1 learner" : `${learners} learners`;
  return [
    `${fits ? "Yes" : "No"}: with AWS's default quotas (as of ${quotas.date}) ${people} with all steps up at once ` +
      `${fits ? "fit" : "do not fit"} into one account and region.`,
    "",
    ...(fits
      ? [`The scarcest quota is that of ${first?.quota}, which is enough for ${first?.learners}.`, ""]
      : ["What stops them:", "", raiseTable(scarce, learners)]),
    `They cost ${(each * learners).toFixed(2)} USD an hour together, at the prices of ${prices.region} as of ${prices.date}, ` +
      "without free tiers and text messages, " +
      `if each of them runs each step ${prices.assumptions.executionsPerHour} times an hour.`,
    "",
    ...(pace.length > 0 ? [paceTable(pace, learners)] : []),
    ...quotas.notes.map(({ text, source }) => `- ${text} [AWS](${source})`),
  ].join("\n");
}

/** The quotas that are too small for so many learners with all steps up at once. */
const scarceFor = (size: number, capacities: Capacity[]): Room[] =>
  capacities.at(-1)?.rooms.filter(({ learners }) => learners < size) ?? [];

const raiseTable = (scarce: Room[], learners: number) =>
  markdownTable([
    ["Quota", "Default", `For ${learners} learners`, "To raise it"],
    ...scarce.map(({ quota, use, limit, raise }) => [quota, String(limit), String(use * learners), raise]),
  ]);

const paceTable = (pace: Pace[], learners: number) =>
  [
    `Calls that AWS lets through only so often, and how long ${learners} learners take for theirs at least:`,
    "",
    markdownTable([
      ["Call", "Minutes"],
      ...pace.map(({ call, minutes }) => [`\`${call}\``, String(minutes)]),
    ]),
  ].join("\n");

function sources(): string[] {
  const { perHour, perUse } = prices;
  const all = [quotas.quotas, quotas.changes, quotas.looks, Object.values(perHour), Object.values(perUse)];
  return [...new Set(all.flat().map(({ source }) => source))];
}
