import { connect } from "node:net";
import { networkInterfaces } from "node:os";

/** Addresses of this machine on which something that listens on 127.0.0.1 alone does not answer. */
const others = [
  "127.0.0.2", // loopback, too, on Linux: it answers for whatever listens on all interfaces
  ...Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .flatMap(({ internal, family, address }) => (internal || family !== "IPv4" ? [] : [address])),
];

/** The addresses of this machine, other than 127.0.0.1, on which a port answers. */
export async function answersBeyondLoopback(port: number): Promise<string[]> {
  const answers = await Promise.all(others.map(host => answersAt(host, port)));
  return others.filter((_, index) => answers[index]);
}

function answersAt(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
