import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** A request, as far as it says where it comes from. */
interface Asked {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
}

/**
 * Why a request is not served; undefined for one that is. A console may run things in an account, so no other page in the
 * browser may use it. `Host` gives a name away that was made to mean this machine, `Origin` tells where a page comes from,
 * and `Sec-Fetch-Site` covers what browsers send without an Origin. A link from elsewhere may open the page: it has no
 * data without its token.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refusalOf({ method = "GET", headers }: Asked, port: number): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { host = "", origin } = headers;
  if (!hosts.includes(host.toLowerCase())) return "The Host of this request is not the workshop's console.";
  if (origin !== undefined && origin !== `http://${host}`)
    return "Web pages from elsewhere may not use the workshop's console.";
  const site = headers["sec-fetch-site"] ?? "none";
  const isOwn = site === "none" || site === "same-origin";
  const isLink =
    method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return isOwn || isLink ? undefined : "Web pages from elsewhere may not use the workshop's console.";
}

/** Whether a request shows the token that the command printed, in the header `x-console-token`. */
export function hasToken({ headers }: Asked, token: string): boolean {
  const [shown, wanted] = [Buffer.from(String(headers["x-console-token"] ?? "")), Buffer.from(token)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

/**
 * What every answer says: nothing but the console's own files may run, be loaded, or frame it, and nothing of it is kept.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP
 */
export const securityHeaders: Record<string, string> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};
