// How the page asks its server. The token comes in the address that the command printed, after the #: browsers send that
// part to nobody.

const key = "console-token";

/**
 * Takes the token out of the address, so that no copy of the address has it. Other tabs find it, too. A link from elsewhere
 * may have a token that opens nothing: then the one that is known stays.
 */
export async function keepToken(): Promise<void> {
  const [, token] = /^#([\w-]{32})$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  history.replaceState(null, "", location.pathname + location.search);
  const opens = localStorage.getItem(key) === null || (await isRight(token));
  if (opens) localStorage.setItem(key, token);
}

const isRight = (token: string) =>
  fetch("/api/about", { headers: { "x-console-token": token } }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Begins again when another tab has got another token: the console was started again. */
export function followToken(): void {
  addEventListener("storage", event => {
    if (event.key === key && event.newValue !== event.oldValue) location.reload();
  });
}

/** What went wrong with a request, in a sentence. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Asks the server for something, and throws a Refusal that says why it is not given. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, "x-console-token": localStorage.getItem(key) ?? "" };
  const response = await fetch(`/api/${path}`, { ...init, headers }).catch(() => {
    throw new Refusal(0, "The console does not run any more: start it again with npm run console.");
  });
  if (response.ok) return response;
  const { message = response.statusText } = await response.json().catch(() => ({}));
  throw new Refusal(response.status, message);
}

/**
 * Asks for a document. The browser reads it as one and runs nothing in it; so no text has to be made into HTML here, which the
 * page's Content-Security-Policy forbids. https://xhr.spec.whatwg.org/#document-response
 */
export function askDocument(path: string): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", `/api/${path}`);
    request.setRequestHeader("x-console-token", localStorage.getItem(key) ?? "");
    request.responseType = "document";
    request.onload = () => {
      if (request.status === 200 && request.response) resolve(request.response);
      else reject(new Refusal(request.status, "There is no such page."));
    };
    request.onerror = () => reject(new Refusal(0, "The console does not run any more."));
    request.send();
  });
}

/** Looks something up. */
export async function look<Result>(
  name: string,
  query: Record<string, string | undefined> = {},
): Promise<Result> {
  const words = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return await (await ask(`${name}?${new URLSearchParams(words)}`)).json();
}

/** Changes something. */
export async function change<Result>(name: string, body: Record<string, unknown>): Promise<Result> {
  const headers = { "content-type": "application/json" };
  return await (await ask(name, { method: "POST", headers, body: JSON.stringify(body) })).json();
}
