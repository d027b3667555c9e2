import { get } from "node:http";

/** What a port answered: the instance id of a workshop's emulator, a stranger, silence, or nobody there. */
export type Answer = { instance: string } | "stranger" | "silent" | "closed";

/**
 * Ask the port who is there, on loopback. Takes milliseconds when something answers; `silent` means that
 * something accepted the connection and said nothing for `timeoutMs`.
 */
export function ask(port: number, timeoutMs = 5000): Promise<Answer> {
  return new Promise(resolve => {
    // node:http, for `fetch` takes 20 ms to load; no agent, so that no socket is kept open.
    const request = get(
      { host: "127.0.0.1", port, path: "/_ministack/health", agent: false, timeout: timeoutMs },
      response => {
        response.resume();
        const instance = response.headers["x-workshop-instance"];
        resolve(typeof instance === "string" ? { instance } : "stranger");
      },
    );
    request.on("timeout", () => {
      resolve("silent");
      request.destroy();
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code === "ECONNREFUSED" ? "closed" : "stranger");
    });
  });
}
