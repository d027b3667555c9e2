import type { Answer, Call } from "../../testing/call.ts";
import { delays } from "./delays.ts";

const isYoung = (time: number) => Date.now() - time < delays.logs;

/** An answer without what functions have logged, and what delivery streams have delivered, only just now. */
export function withoutNews({ operation, path }: Call, answer: Answer, met: (what: string) => void): Answer {
  if (answer.status !== 200) return answer;
  if (operation === "logs.FilterLogEvents") {
    const { events = [], ...rest } = JSON.parse(String(answer.body));
    const old = events.filter(({ timestamp }: { timestamp: number }) => !isYoung(timestamp));
    if (old.length < events.length) met("logs that come late");
    return { ...answer, body: JSON.stringify({ events: old, ...rest }) };
  }
  if (operation.startsWith("s3.GET") && path.includes("list-type=2")) {
    const body = String(answer.body).replace(/<Contents>.*?<\/Contents>/gs, object => {
      const [, time = ""] = /<LastModified>([^<]+)</.exec(object) ?? [];
      if (!isYoung(Date.parse(time))) return object;
      met("deliveries that come late");
      return "";
    });
    return { ...answer, body };
  }
  return answer;
}
