import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/** What the address says to show. */
export type Route =
  | { view: "overview" }
  /** A page of the docs, or a challenge; of a step with its checks beside it. */
  | { view: "lesson"; name: string }
  | { view: "machine"; arn: string }
  | { view: "execution"; arn: string }
  | { view: "map-run"; arn: string };

/** The addresses of what there is to see; see `isPage` in serve/serve.ts, which knows them, too. */
export const addressOf = {
  overview: "/",
  lesson: (name: string) => `/lessons/${encodeURIComponent(name)}`,
  machine: (arn: string) => `/machines/${encodeURIComponent(arn)}`,
  execution: (arn: string) => `/executions/${encodeURIComponent(arn)}`,
  mapRun: (arn: string) => `/map-runs/${encodeURIComponent(arn)}`,
};

function readRoute(pathname: string): Route {
  const [, view, rest = ""] = /^\/([a-z-]+)\/(.+)$/.exec(pathname) ?? [];
  const arn = decodeURIComponent(rest);
  if (view === "lessons") return { view: "lesson", name: arn };
  if (view === "machines") return { view: "machine", arn };
  if (view === "executions") return { view: "execution", arn };
  if (view === "map-runs") return { view: "map-run", arn };
  return { view: "overview" };
}

const moved = "console:moved";

/** Shows something else, without loading the page again. The part after the # is the place to scroll to. */
export function go(address: string): void {
  if (address !== location.pathname + location.hash) history.pushState(null, "", address);
  dispatchEvent(new Event(moved));
}

export function useRoute(): Route {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const read = () => setPath(location.pathname);
    addEventListener("popstate", read);
    addEventListener(moved, read);
    return () => {
      removeEventListener("popstate", read);
      removeEventListener(moved, read);
    };
  }, []);
  return readRoute(path);
}

interface LinkProps {
  to: string;
  class?: string;
  current?: boolean;
  title?: string;
  /** The key that follows it, from anywhere on the page. */
  dataKey?: string;
  children: ComponentChildren;
}

/** Shows something else instead of what a click would load; with a key held down a link opens a new tab, as links do. */
export function goInstead(event: MouseEvent, address: string): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(address);
}

/** A link to something else in the console. */
export function Link({ to, class: name, current, title, dataKey, children }: LinkProps) {
  return (
    <a
      href={to}
      class={name}
      title={title}
      data-key={dataKey}
      aria-current={current ? "page" : undefined}
      onClick={event => goInstead(event, to)}
    >
      {children}
    </a>
  );
}
