import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Execution } from "../execution/follow.ts";
import type { StateVisit } from "../execution/visits.ts";
import { checkWaited } from "./checks.ts";
import type { Judgement, Lesson } from "./lesson.ts";

const test = suite("checks");

/** What the check of a Wait state of 5 s says of one that took a time, in a definition that says another, both in seconds. */
async function verdict(took: number, Seconds: number): Promise<string> {
  const definition = JSON.stringify({ StartAt: "W", States: { W: { Type: "Wait", Seconds, End: true } } });
  const verdicts: unknown[] = [];
  const lesson = {
    target: { client: () => ({ send: async () => ({ definition }) }) },
    output: () => "arn",
    check: async (_, asked) => void verdicts.push(await (asked as unknown as Judgement).judge()),
  } as Pick<Lesson, "check" | "output"> as Lesson;
  const visit = { name: "W", enteredAt: new Date(0), exitedAt: new Date(took * 1000) } as StateVisit;
  await checkWaited(lesson, { visits: [visit] } as Execution, "W", 5, "waits");
  return (verdicts[0] as { message: string } | undefined)?.message ?? "passed";
}

test("a Wait takes its time, and may take longer than it is told: AWS does not say how exact it is", async () => {
  assert.equal([await verdict(5, 5), await verdict(4.995, 5), await verdict(30, 5)], Array(3).fill("passed"));
});

test("one that is told another time has not waited as it should", async () => {
  assert.is(await verdict(3, 3), "It took 3.0 s.");
  assert.is(await verdict(8, 8), 'Its "Seconds" is 8.');
  assert.is(await verdict(4, 5), "It took 4.0 s.", "too early is too early, whatever it is told");
});

test.run();
