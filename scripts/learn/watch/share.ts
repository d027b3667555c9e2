import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import type { Message } from "./messages.ts";
import type { Session, Whose } from "./session.ts";
import type { Standing } from "./standing.ts";

// How a session is shared with other processes of this machine: its owner listens on loopback, and whoever can read the file
// with the secret may take part. Each message is a line of JSON.

/** What somebody wants to see: which step, or challenge, for whom, and where. */
export interface Wish extends Whose {
  step: string;
}

/** What a guest says: first the secret and what it wants, then what it asks for. */
type Asked = { secret: string; wish: Wish } | { check: { afresh: boolean } } | { hint: true };

/** What the owner says: first how the step stands, or why that can't be seen, then what happens. */
type Told = { refusal: string } | { standing: Standing } | Message;

/**
 * Shares a session through a file that says where it is, with those who want the same; all others are refused. Returns what
 * ends that.
 */
export async function share(
  session: Session,
  file: string,
  wish: Wish,
  refusal: string,
): Promise<() => void> {
  const secret = randomBytes(24).toString("base64url");
  const guests = new Set<Socket>();
  const server = createServer(guest => {
    guests.add(guest);
    let leave: (() => void) | undefined;
    const tell = (told: Told) => void guest.write(`${JSON.stringify(told)}\n`);
    guest.on("error", () => {}); // it is gone, which "close" tells
    guest.on("close", () => {
      guests.delete(guest);
      leave?.();
    });
    listen<Asked>(guest, asked => {
      if (leave) {
        if ("check" in asked) void session.check(asked.check);
        if ("hint" in asked) void session.hint();
        return;
      }
      if (!("secret" in asked) || asked.secret !== secret) return void guest.destroy();
      if (!isDeepStrictEqual(asked.wish, wish)) return void guest.end(`${JSON.stringify({ refusal })}\n`);
      tell({ standing: session.standing() });
      leave = session.subscribe(tell);
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  writeFileSync(`${file}.${process.pid}`, JSON.stringify({ port, secret }), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
  return () => {
    rmSync(file, { force: true });
    server.close();
    for (const guest of guests) guest.destroy();
  };
}

/** A part in a session that somebody else has opened. */
export type Part = Pick<Session, "check" | "hint" | "close"> & {
  /** How it stood at the beginning. */
  standing: Standing;
};

/**
 * Takes part in the session that is shared through a file, and passes on what it tells, until it is gone: `onMessage` gets
 * undefined then. Resolves to undefined where no session is shared, and to a sentence where it may not be seen.
 */
export async function takePart(
  file: string,
  wish: Wish,
  onMessage: (message: Message | undefined) => void,
): Promise<Part | string | undefined> {
  const address = addressIn(file);
  if (!address) return undefined;
  const socket = connect(address.port, "127.0.0.1");
  const ask = (asked: Asked) => void socket.write(`${JSON.stringify(asked)}\n`);
  ask({ secret: address.secret, wish });
  return await new Promise(resolve => {
    let isIn = false;
    socket.on("error", () => {}); // it is gone, which "close" tells
    socket.on("close", () => {
      if (isIn) onMessage(undefined);
      resolve(undefined);
    });
    listen<Told>(socket, told => {
      if ("refusal" in told) return resolve(told.refusal);
      if (!("standing" in told)) return onMessage(told);
      isIn = true;
      resolve({
        standing: told.standing,
        check: async ({ afresh = false } = {}) => ask({ check: { afresh } }),
        hint: async () => ask({ hint: true }),
        async close() {
          isIn = false;
          socket.destroy();
        },
      });
    });
  });
}

function addressIn(file: string): { port: number; secret: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // nobody shares, or not yet
  }
}

/** Calls back with each line; one that is not JSON is not from us, and ends it. */
function listen<Line>(socket: Socket, onLine: (line: Line) => void): void {
  createInterface({ input: socket }).on("line", line => {
    try {
      onLine(JSON.parse(line));
    } catch {
      socket.destroy();
    }
  });
}
