import type { ServerResponse } from "node:http";
import { redact } from "../../shared/redact.ts";
import type { Message, TopicName } from "../messages.ts";
import type { Poller } from "../watch/poller.ts";

/** So often a tab hears that the server is still there, in milliseconds. */
const signOfLifeMs = 15_000;

/**
 * Tells a tab what it wants to hear of until it closes, as server-sent events; of each execution, the events after the one
 * that it knows.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function tellLive(response: ServerResponse, poller: Poller, topics: Map<TopicName, number>): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const tell = (message: Message) => response.write(`data: ${redact(JSON.stringify(message))}\n\n`);
  const leave = poller.join([...topics.keys()], tell, topics);
  const timer = setInterval(() => response.write(": still here\n\n"), signOfLifeMs).unref();
  response.on("close", () => {
    clearInterval(timer);
    leave();
  });
}
