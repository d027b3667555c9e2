import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fakeProgram, runNode, temporaryFolder } from "../dev/testing/support.ts";
import { diskFinding, nodeFinding, proxy } from "./doctor.ts";

const test = suite("doctor");

const noProxy = {
  HTTP_PROXY: "",
  http_proxy: "",
  HTTPS_PROXY: "",
  https_proxy: "",
  ALL_PROXY: "",
  all_proxy: "",
};

/** What the doctor says on a machine with these variables, and its exit code. */
async function doctor(env: NodeJS.ProcessEnv = {}) {
  const apart = { WORKSHOP_HOME: temporaryFolder(), NO_COLOR: "1", ...noProxy };
  const { code, stdout, stderr } = await runNode(["scripts/learn.ts", "doctor"], { ...apart, ...env });
  return { code, lines: stdout.trimEnd().split("\n"), stderr };
}

/** A port where something listens and says nothing. */
const silent = createServer().listen(0, "127.0.0.1");
await once(silent, "listening");
const { port } = silent.address() as { port: number };

test("where all is well it says what it found, and exits with 0", async () => {
  const { code, lines } = await doctor({ WORKSHOP_PORT: String(port) });
  assert.is(code, 0, lines.join("\n"));
  const found = lines.map(line => line.slice(0, 12).trimEnd());
  assert.equal(found, ["✓ Course", "✓ Node.js", "✓ Python", "✓ Port", "✓ Disk", "✓ Proxy"]);
  assert.match(lines[0] ?? "", /MiniStack \d.*, tsx \d.*, esbuild \d.*, typescript \d/);
  assert.is(lines[3], `✓ Port      ${port} is taken: the local target will choose another one`);
});

test("it says what to do about each thing that is wrong, and exits with 3", async () => {
  const proxies = { HTTPS_PROXY: "http://user:secret@proxy:1", NO_PROXY: "", no_proxy: "" };
  const { code, lines } = await doctor({ PATH: temporaryFolder(), WORKSHOP_PORT: "4566a", ...proxies });
  assert.is(code, 3);
  assert.equal(
    lines.filter(line => !line.startsWith("✓")),
    [
      "✗ Python    not usable",
      "            The local target needs Python 3.10 or newer: install it from https://www.python.org/downloads/ (or install uv, https://docs.astral.sh/uv/), then try again.",
      "✗ Port      not usable",
      '            WORKSHOP_PORT is "4566a": set it to a port number from 1 to 65535.',
      "✗ Proxy     HTTPS_PROXY set",
      "            Let this machine's own address past it: export NO_PROXY=127.0.0.1,localhost",
    ],
  );
});

test("uv is enough: the local target gets its Python from there", async () => {
  const programs = temporaryFolder();
  fakeProgram(programs, "uv", "exit 0");
  const { code, lines } = await doctor({ PATH: programs });
  assert.is(code, 0, lines.join("\n"));
  assert.is(lines[2], "✓ Python    not usable, but uv is here and brings one along");
});

test("a local target that does not answer is to be ended", async () => {
  const home = temporaryFolder();
  const endpoint = `http://127.0.0.1:${port}`;
  const record = { pid: process.pid, port, endpoint, instance: "x", startedAt: new Date().toISOString() };
  writeFileSync(path.join(home, "emulator.json"), JSON.stringify(record));
  const { code, lines } = await doctor({ WORKSHOP_HOME: home });
  assert.is(code, 3);
  assert.is(lines[3], "✗ Port      not usable");
  assert.match(
    lines[4] ?? "",
    /^ {12}The local target \(process \d+\) does not answer at \S+: end that process, or delete /,
  );
});

test("a folder that can't be written is told in a sentence, by the doctor as by each command", async () => {
  const file = path.join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const { code, stderr } = await doctor({
    WORKSHOP_HOME: path.join(file, "home"),
    CI: "",
    GITHUB_ACTIONS: "",
  });
  assert.is(code, 3);
  assert.match(stderr, /^\S+home, where the course keeps what it needs, can't be written: ENOTDIR.+\n$/);
});

test("a version of Node.js is enough from the one in package.json on", () => {
  for (const [version, well] of [
    ["20.19.0", true],
    ["20.18.9", false],
    ["18.20.1", false],
    ["22.0.0", true],
  ] as const)
    assert.is(nodeFinding(version, ">=20.19").advice === undefined, well, version);
});

test("a gigabyte has to be free", () => {
  assert.is(diskFinding(2e9).advice, undefined);
  assert.match(diskFinding(5e8).advice ?? "", /^The local target needs 1 GB in .*: make room there\.$/);
});

test("a proxy has to let this machine's own address past it, and is named without its password", () => {
  assert.is(proxy({}).advice, undefined);
  const set = { HTTPS_PROXY: "http://user:secret@proxy:1" };
  assert.match(proxy(set).advice ?? "", /NO_PROXY=127\.0\.0\.1/);
  assert.not.match(JSON.stringify(proxy(set)), "secret");
  assert.is(proxy({ ...set, no_proxy: "localhost, 127.0.0.1" }).advice, undefined);
});

test.after(() => void silent.close());

test.run();
