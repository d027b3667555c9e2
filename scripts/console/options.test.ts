import { suite } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../shared/errors.ts";
import { readConsoleRequest } from "./options.ts";

const test = suite("options");

test("what is not said is as most people want it", () => {
  const { port, open, browse, allowChanges } = readConsoleRequest({});
  assert.equal([port, open, browse, allowChanges], [undefined, true, false, false]);
});

test("a port that is none is refused in a sentence", () => {
  for (const port of ["0", "65536", "x", "1.5", ""]) {
    try {
      readConsoleRequest({ port });
      assert.unreachable(port);
    } catch (error) {
      assert.instance(error, UserError);
      assert.is((error as UserError).message, `--port is "${port}": give a port number from 1 to 65535.`);
    }
  }
});

test.run();
