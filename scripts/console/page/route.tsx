import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/** What the address says to show. */
export type Route =
  | { view: "overview" }
  | { view: "machine"; arn: string }
  | { view: "execution"; arn: string }
  | { view: "map-run"; arn: string };

/** The addresses of what there is to see; see `isPage` in serve/serve.ts, which knows them, too. */
export const addressOf = {
  overview: "/",
  machine: (arn: string) => `/machines/${encodeURIComponent(arn)}`,
  execution: (arn: string) => `/executions/${encodeURIComponent(arn)}`,
  mapRun: (arn: string) => `/map-runs/${encodeURIComponent(arn)}`,
};

function readRoute(pathname: string): Route {
  const [, view, rest = ""] = /^\/([a-z-]+)\/(.+)$/.exec(pathname) ?? [];
  const arn = decodeURIComponent(rest);
  if (view === "machines") return { view: "machine", arn };
  if (view === "executions") return { view: "execution", arn };
  if (view === "map-runs") return { view: "map-run", arn };
  return { view: "overview" };
}

const moved = "console:moved";

/** Shows something else, without loading the page again. */
export function go(address: string): void {
  if (address !== location.pathname) history.pushState(null, "", address);
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
  children: ComponentChildren;
}

/** Shows something else instead of what a click would load; with a key held down a link opens a new tab, as links do. */
export function goInstead(event: MouseEvent, address: string): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(address);
}

/** A link to something else in the console. */
export function Link({ to, class: name, current, title, children }: LinkProps) {
  return (
    <a
      href={to}
      class={name}
      title={title}
      aria-current={current ? "page" : undefined}
      onClick={event => goInstead(event, to)}
    >
      {children}
    </a>
  );
}
