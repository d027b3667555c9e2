import { readFile } from "node:fs/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readTemplate } from "../../../scripts/stack/template.ts";
import definition from "../notifications.asl.json" with { type: "json" };
import { handler } from "./flaky.ts";

const test = suite("flaky");

const errorName = (input: object) =>
  handler(input).then(
    () => assert.unreachable("the task succeeded"),
    error => error.name,
  );

test("succeeds when asked to", async () => {
  assert.is(await handler({ behaviour: "succeed" }), "It worked");
});

test("fails with the error that the state machine retries", async () => {
  assert.is(await errorName({ behaviour: "fail" }), "FlakyError");
  assert.equal(definition.States.Flaky.Retry[0]?.ErrorEquals, ["FlakyError"]);
});

test("refuses any other behaviour with an error that is not retried", async () => {
  for (const input of [{}, { behaviour: "" }, { behaviour: "Fail" }, { behaviour: 1 }, { behaviour: null }]) {
    assert.is(await errorName(input), "InvalidBehaviour", JSON.stringify(input));
  }
  const retried = definition.States.Flaky.Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
  assert.not.ok(retried.includes("InvalidBehaviour"));
});

test("runs over the state machine's time limit, within the function's own", async () => {
  const started = Date.now();
  assert.is(await handler({ behaviour: "overrun" }), "It worked");
  const took = (Date.now() - started) / 1000;
  const template = readTemplate(await readFile(new URL("../template.yaml", import.meta.url), "utf8"));
  assert.ok(took > definition.TimeoutSeconds, `${took} s`);
  assert.ok(took < (template.Resources.FlakyFunction?.Properties?.Timeout as number), `${took} s`);
});

test.run();
