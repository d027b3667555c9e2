import type { Answer } from "../../testing/call.ts";
import type { OnRequest } from "../../testing/proxy.ts";
import { delays } from "./delays.ts";

const message = (status: number, text: string): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message: text }),
});

/**
 * REST APIs that are called: the host of a new one has no name in DNS yet, then its key is not known, then its role can't
 * be assumed, and not everywhere at the same time. What it reads of executions, at a path that ends in `/status`, lags.
 */
export function restApis(met: (what: string) => void): OnRequest {
  const firstAsked = new Map<string, number>();
  /** When each execution was started by an API, by its ARN. */
  const bornAt = new Map<string, number>();
  const statuses = new Map<string, { at: number; answer: Answer }>();
  let calls = 0;

  return async ({ path, headers, body }, pass) => {
    const [, api] = /^\/restapis\/(\w+)\//.exec(path) ?? [];
    if (api === undefined) return undefined;
    calls += 1;
    if (!firstAsked.has(api)) firstAsked.set(api, Date.now());
    const age = Date.now() - (firstAsked.get(api) ?? 0);
    const readsStatus = path.endsWith("/status");
    if (age < delays.newHost) {
      met("an API whose host is not in DNS yet");
      return "drop";
    }
    const isKeyNew = age < delays.newKey || (age < delays.newApi && calls % 3 === 0);
    if (headers["x-api-key"] && isKeyNew) {
      met("an API that does not know its key yet");
      return message(403, "Forbidden");
    }
    if (age < delays.newApiRole) {
      // A body that the model refuses never gets to the integration, and so to the role.
      const refused = readsStatus ? await pass() : undefined;
      if (String(refused?.body).includes("Invalid request body")) return refused;
      met("an API that can't assume its role yet");
      return message(500, "Internal server error");
    }
    if (!readsStatus) {
      const answer = await pass();
      const [arn] = /arn:[\w:-]+:execution:[\w:.-]+/.exec(String(answer.body)) ?? [];
      if (answer.status === 200 && arn) bornAt.set(arn, Date.now());
      return answer;
    }
    const arn = [...bornAt.keys()].find(arn => body.includes(`"${arn}"`));
    if (arn && Date.now() - (bornAt.get(arn) ?? 0) < delays.reads / 2) {
      met("an API that does not know a new execution yet");
      return message(400, `Execution Does Not Exist: '${arn}'`);
    }
    // A body of a type that has no mapping template never gets to Step Functions, whose reads lag.
    const asked = `${headers["x-api-key"]} ${headers["content-type"]} ${body}`;
    const last = statuses.get(asked);
    if (last && Date.now() - last.at < delays.reads) return last.answer;
    const answer = await pass();
    statuses.set(asked, { at: Date.now(), answer });
    return answer;
  };
}
