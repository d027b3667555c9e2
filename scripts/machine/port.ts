import { connect, createServer } from "node:net";

/** Whether nothing listens on this port of loopback, nor could be hidden by listening there. */
export async function isFree(port: number): Promise<boolean> {
  // Binding alone does not tell: some systems let 127.0.0.1 be bound although 0.0.0.0 is taken.
  return !(await accepts(port)) && (await bind(port)) !== undefined;
}

/** A port of loopback that is free now. */
export async function freePort(): Promise<number> {
  const port = await bind(0);
  if (port === undefined) throw new Error("no free port on 127.0.0.1");
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function bind(port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
