import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  errorOf,
  eventually,
  runNode,
  script,
  startNode,
  temporaryFolder,
} from "../../dev/testing/support.ts";
import { freePort } from "../../machine/port.ts";
import { isAlive } from "../../machine/process.ts";
import { UserError } from "../../shared/errors.ts";
import { ask } from "./control.ts";
import { ensureRunning, reset, type SharedEmulator, status, stop } from "./launcher.ts";

interface Context {
  home: string;
  port: number;
}

const test = suite<Context>("launcher");

// Never the default port, where the learner's own emulator may be.
test.before.each(async context => {
  context.home = temporaryFolder();
  context.port = await freePort();
  process.env.WORKSHOP_PORT = String(context.port);
});

test.after.each(async ({ home }) => {
  await stop(home);
});

const recordFile = (home: string) => join(home, "emulator.json");

function record(home: string, emulator: Partial<SharedEmulator>): void {
  const all = {
    pid: process.pid,
    port: 1,
    endpoint: "",
    instance: "recorded",
    startedAt: new Date(0).toISOString(),
  };
  writeFileSync(recordFile(home), JSON.stringify({ ...all, ...emulator }));
}

async function listen(server: Server): Promise<number> {
  // Unreferenced, so that a test that fails does not hang.
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

test("starts one, shares it quickly, stops it with its state saved, and starts it again", async ({
  home,
  port,
}) => {
  assert.equal(await status(home), { state: "stopped" });
  assert.is(await stop(home), false);

  const first = await ensureRunning({ home });
  assert.is(first.endpoint, `http://127.0.0.1:${port}`);
  assert.ok(Math.abs(Date.now() - Date.parse(first.startedAt)) < 60_000);
  assert.equal(await status(home), { state: "running", emulator: first });

  const durations: number[] = [];
  for (let round = 0; round < 10; round++) {
    const start = performance.now();
    assert.equal(await ensureRunning({ home }), first);
    durations.push(performance.now() - start);
  }
  // The best of ten, since this machine may be busy.
  assert.ok(Math.min(...durations) < 15, `fastest of ten: ${Math.min(...durations)} ms`);

  assert.is(await stop(home), true);
  assert.not(isAlive(first.pid));
  assert.equal(await status(home), { state: "stopped" });
  assert.ok(readdirSync(join(home, "state")).length > 0);

  const second = await ensureRunning({ home });
  assert.is.not(second.instance, first.instance);
  await reset(home);
  assert.equal(await status(home), { state: "stopped" });
  assert.not(existsSync(join(home, "state")));
});

test("processes that start it at once start one", async ({ home }) => {
  const code = "console.log((await ensureRunning({ home: process.env.HOME_FOLDER })).instance);";
  const start = () =>
    runNode(script("scripts/targets/local/launcher.ts", "ensureRunning", code), { HOME_FOLDER: home });
  const runs = await Promise.all([start(), start(), start()]);
  assert.equal(
    runs.map(run => run.stderr),
    ["", "", ""],
  );
  assert.is(new Set(runs.map(run => run.stdout)).size, 1);
  // It goes on although those who started it have ended.
  assert.is((await status(home)).state, "running");
});

test("finds the emulator whose starter was killed meanwhile", async ({ home }) => {
  const code = "await ensureRunning({ home: process.env.HOME_FOLDER });";
  const starter = startNode(script("scripts/targets/local/launcher.ts", "ensureRunning", code), {
    HOME_FOLDER: home,
  });
  await eventually(() => existsSync(recordFile(home)));
  starter.kill("SIGKILL");
  assert.is((await status(home)).state, "starting");
  const { pid } = JSON.parse(readFileSync(recordFile(home), "utf8"));
  assert.is((await ensureRunning({ home })).pid, pid);
});

test("takes another port, and says so, when something else has the one it prefers", async ({ home }) => {
  const stranger = createHttpServer((_, response) => response.end("hello"));
  const taken = await listen(stranger);
  process.env.WORKSHOP_PORT = String(taken);
  const lines: string[] = [];
  const { port } = await ensureRunning({ home, onProgress: line => lines.push(line) });
  stranger.close();
  assert.is.not(port, taken);
  assert.equal(lines, [`Port ${taken} is taken by something else; the local target uses ${port}.`]);
});

test("takes another port when something else is quicker", async ({ home, port: preferred }) => {
  const lines: string[] = [];
  const starting = ensureRunning({ home, onProgress: line => lines.push(line) });
  await eventually(() => existsSync(recordFile(home)));
  const stranger = createServer(socket => socket.destroy())
    .listen(preferred, "127.0.0.1")
    .unref();
  const { port } = await starting;
  stranger.close();
  assert.is.not(port, preferred);
  assert.match(lines.join(), `Port ${preferred} is taken`);
});

test("refuses a WORKSHOP_PORT that is not a port", async ({ home }) => {
  for (const text of ["http", "0", "65536", "45.5"]) {
    process.env.WORKSHOP_PORT = text;
    const { message, exitCode } = await errorOf(UserError, () => ensureRunning({ home }));
    assert.is(message, `WORKSHOP_PORT is "${text}": set it to a port number from 1 to 65535.`);
    assert.is(exitCode, 2);
  }
});

test("a record that is no longer true is replaced, and nobody is harmed", async ({ home }) => {
  const stranger = createHttpServer((_, response) => response.end("hello"));
  const strangersPort = await listen(stranger);
  const { stdout: deadPid } = await runNode(["-p", "process.pid"]);
  const stale: Record<string, () => void> = {
    "half a record": () => writeFileSync(recordFile(home), '{"pid": 1'),
    "a process that has ended": () => record(home, { pid: Number(deadPid), port: strangersPort }),
    "a process id used again, and nobody at the port": () => record(home, {}),
    "a process id used again, and a stranger at the port": () => record(home, { port: strangersPort }),
  };
  for (const [what, write] of Object.entries(stale)) {
    write();
    assert.equal(await status(home), { state: "stopped" }, what);
    assert.is(await stop(home), false, what);
  }
  assert.ok(stranger.listening);
  assert.is(await ask(strangersPort), "stranger");

  const other = await ensureRunning({ home });
  record(home, { ...other, instance: "of an emulator before" });
  assert.equal(await status(home), { state: "stopped" }, "another emulator at the port");
  assert.is(await stop(home), false);
  assert.equal(await ask(other.port), { instance: other.instance });

  record(home, other);
  stranger.close();
});

test("one that does not answer is named, not waited for without end", async ({ home }) => {
  const mute = createServer(socket => socket.unref());
  const port = await listen(mute);
  record(home, { port, endpoint: `http://127.0.0.1:${port}` });
  const { message, exitCode } = await errorOf(UserError, () => ensureRunning({ home }));
  mute.close();
  assert.match(
    message,
    `The local target (process ${process.pid}) does not answer at http://127.0.0.1:${port}`,
  );
  assert.is(exitCode, 3);
  writeFileSync(recordFile(home), "");
});

test.run();
