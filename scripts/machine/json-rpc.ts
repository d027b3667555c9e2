import { spawn } from "node:child_process";
import { once } from "node:events";

/** A process that answers requests. */
export interface Server {
  /** Asks for something. Throws the server's error; another one where the process ends, or has ended. */
  ask<Answer>(method: string, params: unknown): Promise<Answer>;
  /** Ends the process; resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * Starts a program that speaks JSON-RPC on its standard streams, each message after a header, as language servers do. It
 * ends with this process at the latest.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
 */
export function startServer(program: string, args: string[]): Server {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const asked = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let count = 0;
  let ended: Error | undefined;

  function fail(error: Error): void {
    ended ??= error;
    for (const { reject } of asked.values()) reject(error);
    asked.clear();
  }
  // Either event comes: where it can't be started, there is no end.
  const gone = once(child, "close").then(() => fail(new Error(`${program} has ended`)), fail);
  gone.then(() => process.off("exit", end));
  child.stdin.on("error", fail);

  const read = messageReader(text => {
    const { id, result, error } = JSON.parse(text);
    if (error) asked.get(id)?.reject(new Error(error.message));
    else asked.get(id)?.resolve(result);
    asked.delete(id);
  });
  child.stdout.on("data", read);

  return {
    async ask<Answer>(method: string, params: unknown) {
      if (ended) throw ended;
      const id = ++count;
      const answer = new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
      const text = JSON.stringify({ jsonrpc: "2.0", id, method, params });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
      return (await answer) as Answer;
    },
    async close() {
      end();
      await gone;
    },
  };
}

/** Puts pieces of a stream together, and calls back with each message in it. */
function messageReader(onMessage: (text: string) => void): (piece: Buffer) => void {
  const gap = "\r\n\r\n";
  let input = Buffer.alloc(0);
  return piece => {
    input = Buffer.concat([input, piece]);
    for (;;) {
      const start = input.indexOf(gap) + gap.length;
      const [, length] = /Content-Length: (\d+)/i.exec(input.subarray(0, start).toString()) ?? [];
      const end = start + Number(length);
      if (start < gap.length || length === undefined || input.length < end) return;
      const text = input.subarray(start, end).toString();
      input = input.subarray(end);
      onMessage(text);
    }
  };
}
