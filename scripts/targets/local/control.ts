import { type IncomingMessage, type RequestOptions, request } from "node:http";

const instanceHeader = "x-workshop-instance";

/** How long an emulator may take to say who it is, in milliseconds: it takes a few, and far more on a busy machine. */
const patienceMs = 5_000;

/** Who answered at a port: a workshop's emulator with its instance id, something else, or nobody. */
export type Answer = { instance: string } | "stranger" | "silent" | "closed";

/**
 * Ask a port of loopback who is there. Takes milliseconds when something answers; `silent` means that the
 * connection was accepted and nothing came for `timeoutMs`.
 */
export async function ask(port: number, timeoutMs = patienceMs): Promise<Answer> {
  try {
    const { headers } = await send({ port, path: "/_ministack/health", timeout: timeoutMs });
    const instance = headers[instanceHeader];
    return typeof instance === "string" ? { instance } : "stranger";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ETIMEDOUT") return "silent";
    return code === "ECONNREFUSED" ? "closed" : "stranger";
  }
}

/**
 * Tell this very emulator to save its state and end; it goes on for a moment after this returns.
 * Over HTTP since Windows has no SIGTERM, and since the id keeps another process safe. Returns whether it obeyed.
 */
export async function tellToStop(port: number, instance: string): Promise<boolean> {
  const { statusCode } = await send({
    method: "POST",
    port,
    path: "/_workshop/stop",
    headers: { [instanceHeader]: instance },
    timeout: patienceMs,
  });
  return statusCode === 202;
}

// node:http, since `fetch` takes 20 ms to load; no agent, so that no socket is kept open.
function send(options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", agent: false, ...options }, response => {
      response.resume();
      resolve(response);
    });
    outgoing.on("timeout", () => {
      outgoing.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
