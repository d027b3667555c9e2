import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isPart, partName } from "./parts.ts";

const test = suite("parts");

const stack = "sfw-ada-05-dynamo-parallel";

test("each part of a stack has a name of its own, by which it is known", () => {
  const names = Array.from({ length: 100 }, () => partName(stack));
  assert.is(new Set(names).size, 100);
  for (const name of names) {
    assert.ok(isPart(name), name);
    assert.ok(isPart(`arn:aws:states:eu-west-1:123456789012:stateMachine:${name}`, stack), name);
    assert.ok(name.length <= 80, "the longest name that Step Functions takes");
  }
});

test("a stack's own state machine is no part, nor is another stack's part one of this stack", () => {
  const others = [stack, `${stack}-audit`, `${stack}-part`, `${stack}-part-2`, `${stack}-part-1a2b3c4d-more`];
  for (const name of others) assert.not.ok(isPart(name), name);
  for (const other of [`${stack}-2`, "sfw-bob-05-dynamo-parallel", `x${stack}`, "ada-05-dynamo-parallel"])
    assert.not.ok(isPart(partName(other), stack), other);
});

test.run();
