import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { freePort, isFree } from "./port.ts";

const test = suite("port");

test("a port is free until something listens, on loopback or on every interface", async () => {
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    const server = createServer(socket => socket.destroy())
      .listen(0, host)
      .unref();
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    assert.not(await isFree(port), host);
    server.close();
    await once(server, "close");
    assert.ok(await isFree(port), host);
  }
});

test("a free port is free", async () => {
  assert.ok(await isFree(await freePort()));
});

test.run();
