import { useEffect, useState } from "preact/hooks";
import { duration } from "../../../site/words.ts";

/** The time of now, again and again while something goes on. */
export function useNow(everyMs: number, isOn = true): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!isOn) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isOn]);
  return isOn ? Math.max(now, Date.now() - everyMs) : now;
}

/** How long something took, or takes. */
export function Took({ from, to }: { from: number; to: number | undefined }) {
  const now = useNow(100, to === undefined);
  return <span class="took">{duration((to ?? now) - from)}</span>;
}

/** How long ago something was. */
export function Ago({ at }: { at: number }) {
  const now = useNow(10_000);
  return <time dateTime={new Date(at).toISOString()}>{ago(now - at)}</time>;
}

function ago(ms: number): string {
  if (ms < 10_000) return "just now";
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s ago`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ago`;
  return `${Math.floor(ms / 86_400_000)} d ago`;
}

/** The time of day, to the millisecond. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${timeOf(date)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** The day and the time of day. */
export function dayAndTime(at: number): string {
  const date = new Date(at);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day} ${timeOf(date)}`;
}

/** For example `09:05:00`: what a Date says of its time begins with that, in each browser. */
const timeOf = (date: Date) => date.toTimeString().slice(0, 8);
