import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { answersBeyondLoopback } from "./loopback.ts";

for (const [host, isLoopbackOnly] of [
  ["127.0.0.1", true],
  ["0.0.0.0", false],
] as const)
  test(`what listens on ${host} ${isLoopbackOnly ? "is" : "is not"} seen to keep to loopback`, async () => {
    const server = createServer().listen(0, host);
    await once(server, "listening");
    const answers = await answersBeyondLoopback((server.address() as AddressInfo).port);
    server.close();
    assert.is(answers.length === 0, isLoopbackOnly, answers.join(", "));
  });

test.run();
