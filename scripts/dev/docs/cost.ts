import prices from "../../capacity/prices.json" with { type: "json" };
import { allStates, type Definition } from "../../execution/definition.ts";
import type { StateVisit } from "../../execution/visits.ts";
import { markdownTable } from "../../report/markdown.ts";
import type { Template } from "../../stack/template.ts";

interface Item {
  what: string;
  /** How much of it one execution takes. */
  amount: number;
  unit: keyof typeof prices.perUse;
}

/**
 * What a step costs on AWS, as Markdown, counted from a recorded run: the transitions from state to state (the one into
 * the first and the one out of the last among them), and the functions' calls and time, at the memory in the template.
 * The time is that of the whole state, so it is at most that much.
 */
export function costTable(definition: Definition, template: Template, visits: StateVisit[]): string {
  const items = itemsOf(definition, template, visits);
  const cost = ({ amount, unit }: Item) => amount * prices.perUse[unit].price * 1000;
  const total = items.reduce((sum, item) => sum + cost(item), 0);
  const rows = items.map(item => {
    const { price, source } = prices.perUse[item.unit];
    return [item.what, number(item.amount), `[${money(price)}](${source})`, money(cost(item))];
  });
  return [
    markdownTable([
      ["what", "in one execution", "price of one", "1,000 executions"],
      ...rows,
      ["together", "", "", money(total)],
    ]),
    `Prices in US dollars for ${prices.region}, ${prices.date}. The free tier is not counted.${hourly(template)}`,
    "",
  ].join("\n");
}

/** Rows of the file that a Distributed Map is counted for. */
const rows = 1000;

/** Seconds that an Express child takes, at least: its time is rounded up to tenths. And its memory, in gigabytes. */
const expressSeconds = 0.1;
const expressGigabytes = 64 / 1024;

/**
 * What the children of a Distributed Map cost for a file of a thousand rows, as Markdown: as its definition has it, and as it
 * would be without batches, and with Standard children. Each child begins with a transition of the Map state.
 */
export function mapCostTable(definition: Definition): string {
  const map = [...allStates(definition).values()].find(({ ItemBatcher }) => ItemBatcher);
  const batch = map?.ItemBatcher?.MaxItemsPerBatch ?? 1;
  const inChild = Object.keys(map?.ItemProcessor?.States ?? {}).length;
  const { stateTransition, expressRequest, expressGigabyteSecond, functionCall } = prices.perUse;
  const express = expressRequest.price + expressSeconds * expressGigabytes * expressGigabyteSecond.price;
  const row = (size: number, type: "Standard" | "Express") => {
    const children = Math.ceil(rows / size);
    const transitions = children * (type === "Standard" ? 1 + inChild : 1);
    const states = transitions * stateTransition.price + (type === "Express" ? children * express : 0);
    const cost = states + children * functionCall.price;
    return [`${size}`, type, `${children}`, `${transitions}`, money(cost)];
  };
  return [
    markdownTable([
      ["rows of a child", "children", "how many", "state transitions", "price"],
      row(1, "Standard"),
      row(1, "Express"),
      row(batch, "Standard"),
      row(batch, "Express"),
    ]),
    "The calls of the function are counted, its time is not. An Express child costs " +
      `[${money(expressRequest.price)}](${expressRequest.source}) and its time, here ${expressSeconds} s with 64 MB.`,
    "",
  ].join("\n");
}

/** What a step costs by the hour, used or not, as a sentence. */
function hourly({ Resources }: Template): string {
  const shards = Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::Kinesis::Stream")
    .reduce((sum, { Properties }) => sum + Number(Properties?.ShardCount ?? 0), 0);
  if (shards === 0) return "";
  const { price, source } = prices.perHour.shard;
  return ` The ${shards} shards of the Kinesis streams cost [${money(shards * price)} an hour](${source}).`;
}

function itemsOf(definition: Definition, template: Template, visits: StateVisit[]): Item[] {
  const states = allStates(definition);
  const calls = visits.flatMap(({ name, enteredAt, exitedAt }) => {
    const state = states.get(name);
    const [, logicalId = ""] =
      /^\$\{(\w+)Arn\}$/.exec(String(functionIn(state?.Parameters ?? state?.Arguments) ?? state?.Resource)) ??
      [];
    const memory = Number(template.Resources[logicalId]?.Properties?.MemorySize);
    return exitedAt && memory ? [((exitedAt.getTime() - enteredAt.getTime()) / 1000) * (memory / 1024)] : [];
  });
  return [
    { what: "State transitions", amount: visits.length + 1, unit: "stateTransition" },
    { what: "Calls of functions", amount: calls.length, unit: "functionCall" },
    {
      what: "Time of functions, GB-seconds",
      amount: calls.reduce((sum, call) => sum + call, 0),
      unit: "functionGigabyteSecond",
    },
  ];
}

/** The function that a task names in its Parameters or, in JSONata, its Arguments. */
const functionIn = (given: unknown) => (given as { FunctionName?: string } | undefined)?.FunctionName;

const number = (value: number) => String(Number(value.toFixed(3)));

/** Dollars with two significant digits at least: `$0.025`, `$0.0000002`. */
const money = (dollars: number) =>
  dollars === 0
    ? "$0"
    : `$${dollars.toFixed(Math.max(2, 1 - Math.floor(Math.log10(dollars)))).replace(/(\.\d\d+?)0+$/, "$1")}`;
