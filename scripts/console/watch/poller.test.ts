import { setTimeout as sleep } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Message } from "../messages.ts";
import { openPoller, type Topic } from "./poller.ts";

const test = suite("poller");

const throttled = () => Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
const gone = () => Object.assign(new Error("connect"), { code: "ECONNREFUSED" });

/** Shorter than the usual ones: nobody is to be spared here. */
const pauses = { slow: 200, away: 50 };

/** A topic that does one thing after the other as it is looked at, then the last one again and again. */
function topicThat(...looks: (() => number | undefined)[]) {
  const times: number[] = [];
  const topic: Topic = {
    async look(tell) {
      times.push(Date.now());
      const act = looks[Math.min(times.length, looks.length) - 1];
      const nextMs = act?.();
      tell({ kind: "problem", topic: "t", text: `look ${times.length}` });
      return nextMs;
    },
    known: () => [{ kind: "problem", topic: "t", text: "known" }],
  };
  return { topic, times };
}

const every = (ms: number) => () => ms;
const throws = (error: () => Error) => () => {
  throw error();
};

/** What somebody hears, and how to wait for it. */
function listener() {
  const heard: Message[] = [];
  const texts = () =>
    heard.map(message =>
      "text" in message ? message.text : message.kind === "health" ? message.health.state : "",
    );
  return {
    tell: (message: Message) => void heard.push(message),
    texts,
    async until(holds: (texts: string[]) => boolean) {
      for (const limit = Date.now() + 5_000; !holds(texts()); await sleep(5))
        if (Date.now() > limit) throw new Error(`never heard: ${texts()}`);
    },
  };
}

test("nothing is looked at while nobody listens, and all hear of one look", async () => {
  const { topic, times } = topicThat(every(20));
  const poller = openPoller(() => topic);
  await sleep(50);
  assert.is(times.length, 0);
  const [first, second] = [listener(), listener()];
  const leave = [poller.join(["t"], first.tell), poller.join(["t"], second.tell)];
  await second.until(texts => texts.includes("look 3"));
  assert.ok(second.texts().includes("known"), "whoever comes later is brought up to date");
  assert.equal(first.texts().filter(text => text === "look 3").length, 1);
  for (const end of leave) end();
  const count = times.length;
  await sleep(80);
  assert.ok(times.length <= count + 1);
  assert.is(poller.isAtWork(), false);
});

test("a topic that is over is looked at no more, and others are", async () => {
  const over = topicThat(() => undefined);
  const open = topicThat(every(10));
  const poller = openPoller(name => (name === "over" ? over.topic : open.topic));
  const { tell, until } = listener();
  const leave = poller.join(["over", "open"], tell);
  await until(() => open.times.length > 3);
  leave();
  assert.is(over.times.length, 1);
});

test("throttling slows it down, says so, and ends", async () => {
  const { topic, times } = topicThat(every(10), throws(throttled), every(10));
  const poller = openPoller(() => topic, pauses);
  const somebody = listener();
  const leave = poller.join(["t"], somebody.tell);
  await somebody.until(texts => texts.includes("slow"));
  await somebody.until(texts => texts.lastIndexOf("well") > texts.indexOf("slow"));
  leave();
  assert.ok((times[2] ?? 0) - (times[1] ?? 0) >= 190, `${times[2]} - ${times[1]}`);
});

test("a target that goes away is asked again until it is back", async () => {
  const { topic } = topicThat(every(10), throws(gone), throws(gone), every(10));
  const poller = openPoller(() => topic, pauses);
  const somebody = listener();
  const leave = poller.join(["t"], somebody.tell);
  await somebody.until(texts => texts.includes("away"));
  await somebody.until(texts => texts.at(-1)?.startsWith("look") === true && texts.includes("well"));
  await somebody.until(texts => texts.lastIndexOf("well") > texts.lastIndexOf("away"));
  leave();
});

test("what can't be looked at is told, and does not keep the rest from being looked at", async () => {
  const refused = topicThat(
    throws(() => Object.assign(new Error("It is gone."), { name: "ExecutionDoesNotExist", $metadata: {} })),
  );
  const open = topicThat(every(10));
  const poller = openPoller(name => (name === "refused" ? refused.topic : open.topic));
  const somebody = listener();
  const leave = poller.join(["refused", "t"], somebody.tell);
  await somebody.until(texts => texts.some(text => text.includes("It is gone.")) && texts.includes("look 3"));
  leave();
  assert.is(refused.times.length, 1);
});

test("a nudge looks at once", async () => {
  const { topic, times } = topicThat(every(60_000));
  const poller = openPoller(() => topic);
  const somebody = listener();
  const leave = poller.join(["t"], somebody.tell);
  await somebody.until(texts => texts.includes("look 1"));
  poller.nudge();
  await somebody.until(texts => texts.includes("look 2"));
  leave();
  assert.is(times.length, 2);
});

test.run();
