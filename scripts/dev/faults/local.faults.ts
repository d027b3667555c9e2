import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { freePort } from "../../machine/port.ts";
import { eventually, runNode, startNode, temporaryFolder } from "../testing/support.ts";

const test = suite("local");

const home = temporaryFolder();
const port = await freePort();
const env = { WORKSHOP_HOME: home, WORKSHOP_PORT: String(port) };
const local = (...args: string[]) => runNode(["scripts/local.ts", ...args], env);

test.after(async () => {
  await local("stop");
});

test("--help prints the commands", async () => {
  for (const args of [["--help"], ["start", "--help"], ["-h"]]) {
    const { code, stdout, stderr } = await local(...args);
    assert.is(code, 0);
    assert.is(stderr, "");
    for (const name of ["start", "stop", "status", "env", "logs", "reset"])
      assert.match(stdout, `\n  ${name} `);
  }
});

test("wrong usage is one sentence with what is valid", async () => {
  const wrong: [string[], string][] = [
    [[], "A command is missing; the commands are start, stop, status, env, logs, reset."],
    [["begin"], 'Unknown command "begin"; the commands are start, stop, status, env, logs, reset.'],
    [["toString"], 'Unknown command "toString"; the commands are start, stop, status, env, logs, reset.'],
    [["logs", "--tail"], "Unknown option '--tail'; the options are --help, --follow."],
    [["start", "now"], "Unexpected argument 'now'; the options are --help."],
    [["env", "--shell", "fish"], 'Unknown shell "fish"; the shells are sh, powershell.'],
    [["reset"], "Nothing was deleted: without a terminal to ask at, add --yes."],
  ];
  await Promise.all(
    wrong.map(async ([args, sentence]) => {
      assert.equal(await local(...args), { code: 2, stdout: "", stderr: `${sentence}\n` });
    }),
  );
  assert.not(existsSync(join(home, "emulator.json")), "nothing was started");
});

test("before the first start there is nothing to stop and no log", async () => {
  const [status, stop, logs] = await Promise.all([local("status"), local("stop"), local("logs")]);
  assert.is(status.stdout, "The local target is not running. Start it: npm run local -- start\n");
  assert.is(stop.stdout, "The local target is not running.\n");
  assert.is(logs.code, 3);
  assert.match(logs.stderr, "There is no log yet.");
});

test("env points a shell at the emulator, which it starts", async () => {
  if (process.platform === "win32") return;
  const shown = `process.env.AWS_ENDPOINT_URL + " " + process.env.AWS_PROFILE + " " + process.env.AWS_ACCESS_KEY_ID`;
  const command = `eval "$("$NODE" --import tsx/esm scripts/local.ts env)" && "$NODE" -p '${shown}'`;
  const output = execFileSync("sh", ["-c", command], {
    env: { ...process.env, ...env, NODE: process.execPath, AWS_PROFILE: "of-the-learner" },
    encoding: "utf8",
  });
  assert.is(output, `http://127.0.0.1:${port} undefined test\n`);
});

test("env writes PowerShell too", async () => {
  const { stdout } = await local("env", "--shell", "powershell");
  assert.match(stdout, `$env:AWS_ENDPOINT_URL = "http://127.0.0.1:${port}"\n`);
  assert.match(stdout, "$env:AWS_PROFILE = $null\n");
});

test("start, status and logs say where it is", async () => {
  const start = await local("start");
  assert.equal(start, {
    code: 0,
    stdout: `The local target is running at http://127.0.0.1:${port}.\n`,
    stderr: "",
  });
  const { stdout } = await local("status");
  const { pid } = JSON.parse(readFileSync(join(home, "emulator.json"), "utf8"));
  assert.match(stdout, /^The local target is running\.\n/);
  assert.match(stdout, `  endpoint  http://127.0.0.1:${port}\n`);
  assert.match(stdout, new RegExp(`  process   ${pid}, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\n`));
  assert.match(stdout, `  log       ${join(home, "emulator.log")}\n`);
  assert.match((await local("logs")).stdout, `Running on http://127.0.0.1:${port}`);
});

test("logs --follow prints what is added", async () => {
  const child = startNode(["scripts/local.ts", "logs", "--follow"], env);
  let output = "";
  child.stdout?.on("data", chunk => {
    output += chunk;
  });
  await eventually(() => output.includes("Running on"));
  appendFileSync(join(home, "emulator.log"), "something happened\n");
  await eventually(() => output.endsWith("something happened\n"));
  child.kill();
});

test("reset empties it and leaves it running; stop keeps its state", async () => {
  assert.is((await local("reset", "--yes")).stdout, "The local target is empty and running.\n");
  assert.is((await local("stop")).stdout, "The local target has stopped; its state is kept.\n");
  assert.ok(existsSync(join(home, "state")));
  assert.is((await local("reset", "--yes")).stdout, "The local target is empty.\n");
  assert.not(existsSync(join(home, "state")));
});

test.run();
