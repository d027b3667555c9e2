import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hasToken, refusalOf, securityHeaders } from "./guard.ts";

const test = suite("guard");

const host = "127.0.0.1:4581";
const link = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

type Headers = Record<string, string>;

const served: [string, Headers, string?][] = [
  ["a program on this machine", { host }],
  ["an address that was typed", { host, "sec-fetch-site": "none", ...link }],
  ["the page itself", { host, "sec-fetch-site": "same-origin" }],
  [
    "the page, changing something",
    { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" },
    "POST",
  ],
  ["localhost", { host: "localhost:4581", origin: "http://localhost:4581" }],
  ["IPv6", { host: "[::1]:4581" }],
  ["a link on another site", { host, "sec-fetch-site": "cross-site", ...link }],
];

const refused: [string, Headers, string?][] = [
  ["no Host", {}],
  ["a name that was made to mean this machine", { host: "evil.example:4581" }],
  ["the Host of another port", { host: "127.0.0.1:80" }],
  ["a Host that only begins right", { host: "127.0.0.1:4581.evil.example" }],
  ["a script of another site", { host, origin: "https://evil.example" }],
  ["a script of another port", { host, origin: "http://127.0.0.1:4566" }],
  ["an Origin that is hidden", { host, origin: "null" }],
  ["an Origin of another name for this machine", { host, origin: "http://localhost:4581" }],
  [
    "an image on another site",
    { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
  ],
  [
    "a frame on another site",
    { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
  ],
  ["a form on another site", { host, "sec-fetch-site": "cross-site", ...link }, "POST"],
  [
    "a script on another port",
    { host, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
  ],
];

for (const [what, headers, method] of served)
  test(`${what} is served`, () => assert.is(refusalOf({ method, headers }, 4581), undefined));

for (const [what, headers, method] of refused)
  test(`${what} is refused`, () => assert.type(refusalOf({ method, headers }, 4581), "string"));

test("only the whole token opens", () => {
  const tries = { secret: true, secre: false, secrets: false, Secret: false, "": false };
  for (const [shown, opens] of Object.entries(tries))
    assert.is(hasToken({ headers: { "x-console-token": shown } }, "secret"), opens, shown);
  assert.is(hasToken({ headers: {} }, "secret"), false);
});

test("nothing may run, be loaded or framed but the console's own files", () => {
  const policy = securityHeaders["content-security-policy"] ?? "";
  assert.match(policy, "default-src 'none'");
  assert.match(policy, "frame-ancestors 'none'");
  assert.match(policy, "require-trusted-types-for 'script'");
  assert.not.match(policy, /unsafe|https?:|\*/);
});

test.run();
