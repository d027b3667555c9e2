import { createColors } from "picocolors";
import { redact } from "../shared/redact.ts";

/** Where a person reads: lines that stay, and on a terminal below them what is going on right now. */
export interface Screen {
  /** Whether it is a terminal, on which lines can be redrawn. */
  live: boolean;
  /** A line that stays. Phone numbers in it are masked. */
  print(text: string): void;
  /** Something begins that takes a while: shown with its elapsed time, on a terminal; a line elsewhere. */
  busy(key: string, text: string, since?: number): void;
  /** It is over. */
  idle(key: string): void;
  /** Takes away what is shown below the lines. */
  close(): void;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** Shows nothing, where programs read the command's output. */
export const silentScreen: Screen = {
  live: false,
  print() {},
  busy() {},
  idle() {},
  close() {},
  green: text => text,
  red: text => text,
  yellow: text => text,
  dim: text => text,
  bold: text => text,
};

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Often enough to look alive. */
const frameMs = 100;

/** The terminal, or plain lines where there is none (a file, a pipe, CI). NO_COLOR is honoured. */
export async function openScreen(stream: NodeJS.WriteStream = process.stdout): Promise<Screen> {
  // A terminal without a size (a recording, some containers) can't be drawn on.
  const live =
    stream.isTTY === true &&
    stream.columns > 0 &&
    stream.rows > 0 &&
    !process.env.CI &&
    process.env.TERM !== "dumb";
  const { green, red, yellow, dim, bold } = createColors(live && !process.env.NO_COLOR);
  const colors = { green, red, yellow, dim, bold };
  if (!live) {
    const print = (text: string) => void stream.write(`${redact(text)}\n`);
    return { live, print, busy: (_key, text) => print(text), idle() {}, close() {}, ...colors };
  }

  const { createLogUpdate } = await import("log-update"); // only here, since it takes 30 ms to load
  const update = createLogUpdate(stream);
  const going = new Map<string, { text: string; since: number }>();
  let timer: NodeJS.Timeout | undefined;

  function draw() {
    const frame = frames[Math.floor(Date.now() / frameMs) % frames.length];
    const lines = [...going.values()].map(
      ({ text, since }) => `${text} ${yellow(`${frame} ${((Date.now() - since) / 1000).toFixed(1)} s`)}`,
    );
    update(redact(lines.join("\n")));
  }

  return {
    live,
    print: text => update.persist(redact(text)),
    busy(key, text, since = Date.now()) {
      going.set(key, { text, since: going.get(key)?.since ?? since });
      timer ??= setInterval(draw, frameMs).unref();
      draw();
    },
    idle(key) {
      if (going.delete(key)) draw();
    },
    close() {
      clearInterval(timer);
      timer = undefined;
      going.clear();
      update.clear();
      update.done();
    },
    ...colors,
  };
}
