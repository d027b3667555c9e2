import { createLogUpdate } from "log-update";
import { redact } from "../../shared/redact.ts";

/** The lower part of a terminal, which is drawn again and again, below what stays. */
export interface Panel {
  columns(): number;
  rows(): number;
  draw(lines: string[]): void;
  /** Lines that stay, above the panel. */
  print(lines: string[]): void;
  /** Calls back with each key, as the terminal sends it, and when there are none to come: "". */
  onKey(press: (key: string) => void): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

/** Takes over the terminal. However the process ends, the terminal is left as it was. */
export function openPanel(input = process.stdin, output = process.stdout): Panel {
  const update = createLogUpdate(output);
  let drawn: string[] = [];
  const draw = (lines: string[]) => {
    drawn = lines;
    update(redact(lines.join("\n")));
  };
  const redraw = () => draw(drawn);
  const restore = () => void (input.isTTY && input.setRawMode(false));
  let press: (key: string) => void = () => {};
  const onData = (data: Buffer) => {
    // An arrow key comes as one sequence; letters typed fast come together.
    const text = data.toString();
    for (const key of text.startsWith("\x1b") ? [] : text) press(key);
  };
  const onEnd = () => press("");
  // Ended by a signal, a process leaves out what it does at its end.
  const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };
  const leave = (signal: keyof typeof signals) => process.exit(128 + signals[signal]);
  const onSignals = (on: "on" | "off") => {
    for (const signal of Object.keys(signals) as (keyof typeof signals)[]) process[on](signal, leave);
  };

  input.setRawMode(true);
  input.on("data", onData).on("end", onEnd).resume();
  output.on("resize", redraw);
  onSignals("on");
  process.once("exit", restore);
  return {
    columns: () => output.columns || 80,
    rows: () => output.rows || 24,
    draw,
    print: lines => update.persist(redact(`${lines.join("\n")}\n`)),
    onKey: callback => {
      press = callback;
    },
    close() {
      output.off("resize", redraw);
      onSignals("off");
      input.off("data", onData).off("end", onEnd).pause();
      restore();
      process.off("exit", restore);
      update.done();
    },
  };
}
