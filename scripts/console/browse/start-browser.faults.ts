import { existsSync, readdirSync } from "node:fs";
import { request } from "node:http";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ownEmulator } from "../../dev/testing/emulator.ts";
import { answersBeyondLoopback } from "../../dev/testing/loopback.ts";
import { eventually, script, startNode, temporaryFolder } from "../../dev/testing/support.ts";
import { isFree } from "../../machine/port.ts";
import { localTarget } from "../../targets/index.ts";
import { startBrowser } from "./start-browser.ts";

// StackPort behind the guard. The first time it is downloaded, which takes some seconds.

const test = suite("resources");

const settings = path.join(os.homedir(), ".stackport");
const hadSettings = existsSync(settings);
const emulator = await ownEmulator();
const target = localTarget(emulator.endpoint);
const browser = await startBrowser({ target, mayChange: true });
const readOnly = await startBrowser({ target, mayChange: false });

interface Asked {
  method?: string;
  headers?: Record<string, string>;
}

/** Asks as no browser would, if need be: the path is sent as it is. */
function ask(url: string, wanted: string, { method = "GET", headers = {} }: Asked = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const { port } = new URL(url);
      const options = { host: "127.0.0.1", port, path: wanted, method, headers, agent: false };
      const outgoing = request(options, async response =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: await text(response),
        }),
      );
      outgoing.on("error", reject);
      outgoing.end();
    },
  );
}

const tokenOf = (url: string) => new URL(url).searchParams.get("token") ?? "";
const cookieOf = (url: string) => ({ cookie: `workshop-resources=${tokenOf(url)}` });
const cookie = cookieOf(browser.url);
const opened = (to: string) =>
  ask(browser.url, `/_open?token=${tokenOf(browser.url)}&to=${encodeURIComponent(to)}`);

test("the token opens it, at the place that is wanted, and is kept out of reach of any code", async () => {
  const { status, headers } = await opened("/resources/dynamodb?table=tweets");
  assert.equal([status, headers.location], [303, "/resources/dynamodb?table=tweets"]);
  assert.equal(headers["set-cookie"], [
    `workshop-resources=${tokenOf(browser.url)}; HttpOnly; SameSite=Strict; Path=/`,
  ]);
});

test("it shows the target's resources, and nothing but its own files may run in its page", async () => {
  const page = await ask(browser.url, "/resources", { headers: cookie });
  assert.is(page.status, 200);
  assert.match(String(page.headers["content-security-policy"]), /script-src 'self' 'sha256-[\w+/=]+';/);
  assert.is(page.headers["access-control-allow-origin"], undefined);
  const tables = await ask(browser.url, "/api/dynamodb/tables", { headers: cookie });
  assert.equal([tables.status, JSON.parse(tables.text)], [200, { tables: [] }]);
});

test("it answers on loopback alone", async () => {
  assert.equal(await answersBeyondLoopback(Number(new URL(browser.url).port)), []);
});

const strangers: [string, string, Asked][] = [
  ["nobody without the token", "/api/dynamodb/tables", {}],
  ["nobody with another token", "/api/dynamodb/tables", { headers: { cookie: "workshop-resources=x" } }],
  ["no other Host", "/api/dynamodb/tables", { headers: { ...cookie, host: "evil.example" } }],
  ["no other Origin", "/api/dynamodb/tables", { headers: { ...cookie, origin: "https://evil.example" } }],
  [
    "no other port's Origin",
    "/api/dynamodb/tables",
    { headers: { ...cookie, origin: "http://127.0.0.1:1" } },
  ],
  ["no other site", "/api/dynamodb/tables", { headers: { ...cookie, "sec-fetch-site": "cross-site" } }],
  ["no file by its path", "//etc/hostname", { headers: cookie }],
  ["no file beside it", "/..%2f..%2fbackend/config.py", { headers: cookie }],
  ["no file above it", "/assets/../../backend/config.py", { headers: cookie }],
  ["no other endpoint", "/api/endpoints", { method: "POST", headers: cookie }],
  ["no profile of the learner's", "/api/endpoints/profiles", { headers: cookie }],
  ["no place elsewhere", `/_open?token=${tokenOf(browser.url)}&to=//evil.example`, {}],
  ["no place elsewhere by its end", `/_open?token=${tokenOf(browser.url)}&to=/resources@evil.example`, {}],
  ["nobody who guesses the token", "/_open?token=x&to=/resources", {}],
];
for (const [what, wanted, asked] of strangers) {
  test(`${what} is let in`, async () => assert.is((await ask(browser.url, wanted, asked)).status, 403));
}

test("a link from the console may open it", async () => {
  const headers = {
    "sec-fetch-site": "same-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  };
  const { status } = await ask(browser.url, `/_open?token=${tokenOf(browser.url)}&to=/resources`, {
    headers,
  });
  assert.is(status, 303);
});

test("where nothing may be changed, nothing is: no table, no function's invocation", async () => {
  const headers = cookieOf(readOnly.url);
  for (const [method, wanted] of [
    ["POST", "/api/dynamodb/tables"],
    ["POST", "/api/lambda/functions/hello/invoke"],
    ["DELETE", "/api/s3/buckets/b"],
  ] as const) {
    const { status, text } = await ask(readOnly.url, wanted, { method, headers });
    assert.is(status, 403, wanted);
    assert.match(text, "--allow-changes");
  }
  assert.is((await ask(readOnly.url, "/api/dynamodb/tables", { headers })).status, 200);
});

test("it keeps no settings in the home folder", () => assert.is(existsSync(settings), hadSettings));

test("it ends with whoever started it, and its folder goes", async () => {
  const folders = () =>
    readdirSync(os.tmpdir()).filter(name => name.startsWith("workshop-resources-")).length;
  const before = folders();
  await readOnly.stop();
  assert.ok(folders() < before);
  assert.is(await isFree(Number(new URL(readOnly.url).port)), true);
});

test("it ends when its owner is killed", async () => {
  const owner = startNode(
    script(
      "scripts/console/browse/start-browser.ts",
      "startBrowser",
      `import { localTarget } from ${JSON.stringify(new URL("../../targets/index.ts", import.meta.url).href)};
       const { url } = await startBrowser({ target: localTarget(${JSON.stringify(emulator.endpoint)}), mayChange: false });
       console.log(url);
       setInterval(() => {}, 1000);`,
    ),
    { TMPDIR: temporaryFolder() }, // its own folder stays where it is killed
  );
  let printed = "";
  owner.stdout?.on("data", data => {
    printed += data;
  });
  for (let tries = 0; !printed.includes("\n") && tries < 6; tries += 1)
    await eventually(() => printed.includes("\n")).catch(() => {});
  const port = Number(new URL(printed.trim()).port);
  owner.kill("SIGKILL");
  let free = false;
  for (let tries = 0; !free && tries < 100; tries += 1) {
    free = await isFree(port);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  assert.is(free, true);
});

test.after(async () => {
  await browser.stop();
  await emulator.stop();
});

test.run();
