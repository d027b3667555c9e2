import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Definition } from "../execution/definition.ts";
import { graphOf } from "../execution/graph.ts";
import type { StateVisit } from "../execution/visits.ts";
import { mermaid } from "./mermaid.ts";

const definition: Definition = {
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Next: "Both",
      Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Give Up" }],
    },
    Both: {
      Type: "Parallel",
      Next: "Which",
      Branches: [
        { StartAt: "Left", States: { Left: { Type: "Pass", End: true } } },
        {
          StartAt: "Right",
          States: { Right: { Type: "Wait", Seconds: 1, Next: "Far" }, Far: { Type: "Pass", End: true } },
        },
      ],
    },
    Which: { Type: "Choice", Choices: [{ Next: "Done" }], Default: "Give Up" },
    Done: { Type: "Succeed" },
    "Give Up": { Type: "Fail" },
  },
};

test("a definition alone is drawn without colours, its branches inside their Parallel state", () => {
  assert.is(
    mermaid(graphOf(definition)),
    `flowchart TD
  begin([Start])
  begin --> s1
  s1["Ask"]
  subgraph s2 ["Both"]
    s2_1_1["Left"]
    s2_2_1["Right"]
    s2_2_2["Far"]
    s2_2_1 --> s2_2_2
  end
  s3{"Which"}
  s4["Done"]
  s5["Give Up"]
  s1 --> s2
  s1 -->|"States#46;Timeout"| s5
  s2 --> s3
  s3 -->|"choice 1"| s4
  s3 -->|"default"| s5
  finish([End])
  s4 --> finish
  s5 --> finish
`,
  );
});

test("an execution colours the states and dots the edges that it did not take", () => {
  const lines = mermaid(
    graphOf(definition, [
      visit("Ask", 0, 10, "caught", 3, "States.Timeout"),
      { ...visit("Give Up", 10, undefined, "failed"), from: "Ask" },
    ]),
  ).split("\n");
  const shows = (line: string) => assert.ok(lines.includes(`  ${line}`), `${line} in\n${lines.join("\n")}`);
  shows("begin --> s1");
  shows('s1["Ask<br/>10#46;0 s<br/>3 attempts<br/>States#46;Timeout"]:::caught');
  shows('s1 -->|"States#46;Timeout"| s5');
  shows("s1 -.-> s2");
  shows("style s2 fill:none,stroke:#8c959f");
  shows('  s2_1_1["Left"]:::notReached');
  shows('s5["Give Up"]:::failed');
  shows("s5 --> finish");
  shows("s4 -.-> finish");
  assert.equal(
    lines.flatMap(line => /classDef (\w+)/.exec(line)?.[1] ?? []),
    ["caught", "notReached", "failed"],
  );
});

test("nothing in a name is taken for markup", () => {
  const name = '1. <b>"x"</b> `y` #35; end\n%% é 🚀';
  const text = mermaid(graphOf({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } }));
  const label = /s1\["(.*)"\]/.exec(text)?.[1] ?? "";
  assert.match(label, /^[\p{L}\p{N} #;]+$/u);
  const decoded = label.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  assert.is(decoded, name.replace("\n", " "));
});

function visit(
  name: string,
  from: number,
  to: number | undefined,
  status: StateVisit["status"],
  attempts = 1,
  error?: string,
): StateVisit {
  return {
    name,
    type: "Task",
    enteredAt: new Date(from * 1000),
    ...(to !== undefined && { exitedAt: new Date(to * 1000) }),
    input: {},
    attempts,
    ...(error && { error: { error, cause: "" } }),
    status,
  };
}

test.run();
