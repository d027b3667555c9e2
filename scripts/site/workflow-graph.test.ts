import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readHistory } from "../dev/testing/histories.ts";
import type { Definition } from "../execution/definition.ts";
import { graphOf } from "../execution/graph.ts";
import { stateVisits } from "../execution/visits.ts";
import { graphSvg } from "./graph-svg.tsx";

const test = suite("workflow graph");

const definition: Definition = {
  StartAt: "Find Tweet",
  States: {
    "Find Tweet": {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Catch: [{ ErrorEquals: ["NoTweetFound"], Next: "No Tweet Found" }],
      Next: "Message",
    },
    Message: { Type: "Task", Resource: "arn:aws:states:::sns:publish", End: true },
    "No Tweet Found": { Type: "Fail", Error: "NoTweetFound" },
  },
};

/** The classes of the states in a picture, by what is written in them. */
const statesIn = (svg: string) =>
  [...svg.matchAll(/<g class="state ([^"]+)"[\s\S]*?class="name"[^>]*>([^<]+)</g)].map(([, status, name]) => [
    name,
    status,
  ]);

const linesIn = (svg: string) => [...svg.matchAll(/<g class="(edge[^"]*)"/g)].map(([, kind]) => kind);

test("without an execution, nothing is coloured", () => {
  const svg = graphSvg(graphOf(definition));
  assert.equal(statesIn(svg), [
    ["Find Tweet", "notReached"],
    ["Message", "notReached"],
    ["No Tweet Found", "notReached"],
  ]);
  assert.ok(svg.startsWith('<svg class="workflow" '), svg.slice(0, 60));
  assert.not.match(svg, "taken");
});

test("an execution colours its states, the lines it took, and how it ended", () => {
  const svg = graphSvg(graphOf(definition, stateVisits(readHistory("caught-then-fail"))));
  assert.equal(statesIn(svg), [
    ["Find Tweet", "caught"],
    ["Message", "notReached"],
    ["No Tweet Found", "failed"],
  ]);
  assert.equal(linesIn(svg), ["edge taken", "edge", "edge taken catch", "edge"]);
  assert.match(svg, /class="facts"[^>]*>! 0\.5 s</);
});

test("those who don't see it are told all of it", () => {
  const [, words] =
    /aria-label="([^"]*)"/.exec(
      graphSvg(graphOf(definition, stateVisits(readHistory("caught-then-fail")))),
    ) ?? [];
  assert.is(
    words,
    "Find Tweet: Task, failed, and the error was caught, 0.5 s, NoTweetFound, then Message, " +
      "on NoTweetFound to No Tweet Found; Message: Task, not reached; No Tweet Found: Fail, failed.",
  );
});

test("names stay text, whatever is in them", () => {
  const name = '<img src=x onerror="alert(1)"> \u202eevil';
  const svg = graphSvg(
    graphOf({
      StartAt: "A",
      States: { A: { Type: "Pass", Next: name }, [name]: { Type: "Pass", End: true } },
    }),
  );
  assert.not.match(svg, "<img");
  assert.not.match(svg, "\u202e");
  assert.match(svg, "\\u202eevil");
});

test.run();
