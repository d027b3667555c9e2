import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props {
  /** Names the list, and its lines by their numbers. */
  id: string;
  label: string;
  count: number;
  /** The height of each line in pixels. */
  line: number;
  /** What is in a line. */
  draw(index: number): ComponentChildren;
  /** The classes of a line. */
  classOf?: (index: number) => string;
  /** The line that is chosen; below 0 for none. */
  chosen: number;
  choose(index: number): void;
  /** What else a key does; returns whether it did something. */
  onKey?: (key: string) => boolean;
  /** Whether to stay at the end as lines are added, while nobody has scrolled away from it. */
  follows?: boolean;
}

/** Lines drawn beyond each edge, so that scrolling shows no gaps. */
const spare = 12;

/**
 * A list of which one line can be chosen, with the arrow keys, too. Only the lines that are seen are drawn: there may be
 * tens of thousands. https://www.w3.org/WAI/ARIA/apg/patterns/listbox/
 */
export function VirtualList(props: Props) {
  const { id, label, count, line, draw, classOf, chosen, choose, onKey, follows } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const isAtEnd = useRef(true);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const onScroll = () => {
      isAtEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - line;
      read();
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [line]);

  useLayoutEffect(() => {
    if (follows && isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count, follows]);

  useLayoutEffect(() => {
    const element = box.current;
    if (chosen < 0 || !element) return;
    const [top, bottom] = [chosen * line, (chosen + 1) * line];
    if (top < element.scrollTop) element.scrollTop = top - line;
    else if (bottom > element.scrollTop + element.clientHeight)
      element.scrollTop = bottom - element.clientHeight + line;
  }, [chosen, line]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(view.height / line) - 1);
    const moves: Record<string, number> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen < 0 ? count - 1 : chosen - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: count - 1,
    };
    const to = moves[event.key];
    if (to === undefined && !onKey?.(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (to !== undefined && count > 0) choose(Math.min(count - 1, Math.max(0, to)));
  }

  const first = Math.max(0, Math.floor(view.top / line) - spare);
  const last = Math.min(count, Math.ceil((view.top + view.height) / line) + spare);
  const lines: ComponentChildren[] = [];
  for (let index = first; index < last; index += 1) {
    lines.push(
      // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the list has the keys and the focus
      <div
        key={index}
        id={`${id}-${index}`}
        role="option"
        aria-selected={index === chosen}
        aria-setsize={count}
        aria-posinset={index + 1}
        class={`line ${classOf?.(index) ?? ""}${index === chosen ? " chosen" : ""}`}
        style={{ height: `${line}px` }}
        onClick={() => choose(index)}
      >
        {draw(index)}
      </div>,
    );
  }
  return (
    <div
      ref={box}
      class="scroll"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={chosen >= first && chosen < last ? `${id}-${chosen}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div class="all-lines" style={{ height: `${count * line}px` }}>
        <div style={{ transform: `translateY(${first * line}px)` }}>{lines}</div>
      </div>
    </div>
  );
}
