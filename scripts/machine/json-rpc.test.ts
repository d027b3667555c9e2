import { suite } from "uvu";
import * as assert from "uvu/assert";
import { errorOf } from "../dev/testing/support.ts";
import { startServer } from "./json-rpc.ts";

const test = suite("json-rpc");

/** A server that answers "echo" in two pieces, "fail" with an error, "end" by ending, and nothing else. */
const program = `
let input = "";
process.stdin.on("data", data => {
  input += data;
  const messages = input.split(/Content-Length: \\d+\\r\\n\\r\\n/).filter(Boolean);
  input = "";
  for (const message of messages) {
    const { id, method, params } = JSON.parse(message);
    if (method === "end") process.exit();
    if (method !== "echo" && method !== "fail") continue;
    const text = JSON.stringify({ id, ...(method === "echo" ? { result: params } : { error: { message: "No." } }) });
    const bytes = Buffer.from("Content-Type: x\\r\\nContent-Length: " + Buffer.byteLength(text) + "\\r\\n\\r\\n" + text);
    process.stdout.write(bytes.subarray(0, 20));
    setTimeout(() => process.stdout.write(bytes.subarray(20)), 20);
  }
});`;
const start = () => startServer(process.execPath, ["-e", program]);

test("answers come to those who asked, in pieces and in any language", async () => {
  const server = start();
  assert.is(await server.ask("echo", "Grüße ☕"), "Grüße ☕");
  assert.equal(await server.ask("echo", { a: [1] }), { a: [1] });
  assert.is((await errorOf(Error, () => server.ask("fail", null))).message, "No.");
  assert.is(await server.ask("echo", "still there"), "still there");
  await server.close();
});

test("who waits for an answer is told that the server has ended, and who asks later, too", async () => {
  const server = start();
  const waiting = errorOf(Error, () => server.ask("silence", null));
  await errorOf(Error, () => server.ask("end", null));
  assert.match((await waiting).message, /has ended$/);
  assert.match((await errorOf(Error, () => server.ask("echo", 1))).message, /has ended$/);
  await server.close();
});

test("closing ends it, whatever it does", async () => {
  const server = start();
  const waiting = errorOf(Error, () => server.ask("silence", null));
  await server.close();
  assert.match((await waiting).message, /has ended$/);
});

test("a program that is not there is an error of the first question", async () => {
  const server = startServer("/nowhere/program", []);
  assert.match((await errorOf(Error, () => server.ask("echo", 1))).message, /ENOENT/);
  await server.close();
});

test.run();
