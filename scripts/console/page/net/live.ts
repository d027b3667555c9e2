import type { Message, TopicName } from "../../messages.ts";
import { ask, Refusal } from "./client.ts";

/** Milliseconds until the server is asked again after it has gone. */
const againMs = 500;

interface Listener {
  hear(message: Message): void;
  /** The connection is up again, or what is wrong with it. */
  connected(problem?: Refusal): void;
  /** The last event that is known of a topic. */
  after(topic: TopicName): number;
}

/** Listens to what the server tells about topics, until the function that it returns is called. */
export function listen(topics: TopicName[], listener: Listener): () => void {
  const ended = new AbortController();
  void follow(topics, listener, ended.signal);
  return () => ended.abort();
}

async function follow(topics: TopicName[], listener: Listener, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const words = topics.flatMap(topic => [
        ["topic", topic],
        ["after", String(listener.after(topic))],
      ]);
      const { body } = await ask(`live?${new URLSearchParams(words)}`, { signal });
      listener.connected();
      if (body) for await (const message of messagesIn(body)) if (!signal.aborted) listener.hear(message);
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof Refusal ? error : new Refusal(0, "The console does not run any more.");
      listener.connected(problem);
      if (problem.status === 401) return; // it will not be better the next time
    }
    await new Promise(resolve => setTimeout(resolve, againMs));
  }
}

/** The messages in a stream of server-sent events, each of which has one line of data. */
async function* messagesIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice(6));
  }
}
