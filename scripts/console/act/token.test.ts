import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { State } from "../../execution/definition.ts";
import { uncoverToken } from "./token.ts";

const test = suite("token");

const secret = "AQCEAAAAKgAAAAMAAAAAAAAAAt0k3n0f1s";
const task = (given: Partial<State>): State => ({ Type: "Task", ...given });

/** Where a definition may pass the token, what the task then gets, and whether it is found there. */
const places: [string, State, unknown, boolean][] = [
  ["a field", task({ Parameters: { "token.$": "$$.Task.Token" } }), { token: secret }, true],
  [
    "a field of a message",
    task({ Parameters: { QueueUrl: "q", MessageBody: { "t.$": "$$.Task.Token", "n.$": "$.n" } } }),
    { QueueUrl: "q", MessageBody: { t: secret, n: 1 } },
    true,
  ],
  ["the task", task({ Parameters: { "Payload.$": "$$.Task" } }), { Payload: { Token: secret } }, true],
  [
    "all of the context",
    task({ Parameters: { Payload: { "context.$": "$$" } } }),
    { Payload: { context: { Task: { Token: secret }, State: { Name: "Ask" } } } },
    true,
  ],
  ["a list", task({ Parameters: { list: [{ "t.$": "$$.Task.Token" }] } }), { list: [{ t: secret }] }, true],
  [
    "an expression in JSONata",
    task({ Arguments: { Payload: { t: "{% $states.context.Task.Token %}" } } }),
    { Payload: { t: secret } },
    true,
  ],
  [
    "a longer text",
    task({ Parameters: { "url.$": "States.Format('https://x/{}', $$.Task.Token)" } }),
    { url: `https://x/${secret}` },
    false,
  ],
  [
    "a longer expression",
    task({ Arguments: { url: "{% 'https://x/' & $states.context.Task.Token %}" } }),
    { url: `https://x/${secret}` },
    false,
  ],
];

for (const [place, state, given, isFound] of places) {
  test(`a token in ${place} is ${isFound ? "found" : "not found"}, and never shown`, () => {
    const { token, shown } = uncoverToken(state, JSON.stringify(given));
    assert.is(token, isFound ? secret : undefined);
    assert.not.match(shown, secret);
    assert.equal(Object.keys(JSON.parse(shown)), Object.keys(given as object));
  });
}

test("what is no token stays as it is", () => {
  const state = task({
    Parameters: { "name.$": "$$.Execution.Name", "a.$": "$.Task.Token", b: "$$.Task.Token" },
  });
  const given = JSON.stringify({ name: "e", a: "x", b: "y" });
  assert.equal(uncoverToken(state, given), { shown: given });
  assert.equal(uncoverToken(undefined, given), { shown: given });
  assert.equal(uncoverToken(state, "not JSON"), { shown: "not JSON" });
});

test.run();
