import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inShort, restApi } from "./rest-api.ts";

const test = suite("rest-api");

/** An API that wants a key, as API Gateway answers. */
const server = createServer((request, response) => {
  response.statusCode = request.headers["x-api-key"] === "right" ? 200 : 403;
  response.end(response.statusCode === 200 ? "{}" : '{"message":"Forbidden"}');
});
await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
test.after(() => void server.close());

test("whoever is refused without a key of their own is told that none was sent; with a key it is the key", async () => {
  const answers = [
    await restApi(url, "")("GET /hello"),
    await restApi(url, "")("GET /hello", { key: "" }),
    await restApi(url, "wrong")("GET /hello"),
    await restApi(url, "right")("GET /hello"),
    await restApi(url, "right")("GET /hello", { key: "" }),
  ];
  assert.equal(
    answers.map(answer => inShort(answer)),
    [
      "403: Forbidden: no key was sent, since template.yaml has no output ApiKeyId",
      "403: Forbidden",
      "403: Forbidden",
      "200",
      "403: Forbidden",
    ],
  );
});

test.run();
