import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Tab {
  id: string;
  title: string;
  /** The key that shows it, from anywhere on the page. */
  key?: string;
  content(): ComponentChildren;
}

interface Props {
  label: string;
  tabs: Tab[];
  chosen: string;
  choose(id: string): void;
}

/** Contents of which one is shown; the arrow keys go from one to the next. https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs({ label, tabs, chosen, choose }: Props) {
  const base = useId();
  const current = tabs.find(({ id }) => id === chosen) ?? tabs[0];
  if (!current) return null;
  const move = (by: number, element: HTMLElement) => {
    const next = tabs[(tabs.indexOf(current) + by + tabs.length) % tabs.length];
    if (!next) return;
    choose(next.id);
    element.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div class="tabs">
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={event => {
          if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
          event.preventDefault();
          move(event.key === "ArrowRight" ? 1 : -1, event.currentTarget);
        }}
      >
        {tabs.map(({ id, title, key }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${base}-${id}`}
            data-tab={id}
            data-key={key}
            aria-selected={id === current.id}
            aria-controls={`${base}-panel`}
            tabIndex={id === current.id ? 0 : -1}
            onClick={() => choose(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${current.id}`}>
        {current.content()}
      </div>
    </div>
  );
}
