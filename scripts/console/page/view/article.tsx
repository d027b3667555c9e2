import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { usePageText } from "../net/page-text.ts";
import { useTitle } from "../parts/title.ts";
import { go, goInstead } from "../route.tsx";

/** What became of each check, by its name. */
export type Marks = Map<string, "succeeded" | "failed">;

interface Props {
  name: string;
  /** The section to begin with. */
  section?: string;
  marks: Marks;
}

/** A page of the docs as the site has it. Where it names checks, it shows how they stand. */
export function Article({ name, section, marks }: Props) {
  const { document: text, problem } = usePageText(name);
  const element = useRef<HTMLElement>(null);
  useTitle(text?.title);

  useLayoutEffect(() => {
    const nodes = text ? [...text.body.childNodes].map(node => document.importNode(node, true)) : [];
    element.current?.replaceChildren(...nodes);
  }, [text]);

  useEffect(() => {
    const show = () => text && scrollToSection(location.hash.slice(1) || section);
    show();
    addEventListener("hashchange", show);
    addEventListener("console:moved", show);
    return () => {
      removeEventListener("hashchange", show);
      removeEventListener("console:moved", show);
    };
  }, [text, section]);

  useLayoutEffect(() => {
    for (const item of element.current?.querySelectorAll<HTMLElement>("[data-check]") ?? [])
      item.dataset.mark = marks.get(item.dataset.check ?? "") ?? "open";
  });

  return (
    <>
      {problem && <p class="note wrong">{problem}</p>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the links inside have the keys */}
      <article class="prose" ref={element} onClick={followLink} />
    </>
  );
}

/** Links to other pages are followed without loading the console again. */
function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.origin !== location.origin) return;
  if (link.pathname === location.pathname && link.hash) {
    event.preventDefault();
    go(link.pathname + link.hash);
  } else goInstead(event, link.pathname + link.hash);
}

/** Shows a section: it is opened where it is in a fold. */
function scrollToSection(slug: string | undefined): void {
  const heading = slug && document.getElementById(decodeURIComponent(slug));
  if (!heading) return;
  heading.scrollIntoView({ block: "start" });
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
