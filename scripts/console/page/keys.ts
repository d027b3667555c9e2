/** The keys that do something anywhere on the page. Those of a button are on the button: `data-key`. */
export const keys = [
  { key: "?", does: "shows this" },
  { key: "b", does: "in a lesson: begins it" },
  { key: "h", does: "in a lesson: gives a hint" },
  { key: "d", does: "in a lesson: what differs from the solution" },
  { key: "n", does: "in a lesson: goes on with the next step" },
  { key: "s", does: "starts an execution" },
  { key: "r", does: "starts again, with an input that you can edit; in a lesson: checks again" },
  { key: "x", does: "stops the execution" },
  { key: "f", does: "goes to where it failed" },
  { key: "← ↑ → ↓", does: "go from state to state in the graph, and along each list" },
  { key: "1 2 3 4", does: "timeline, events, text messages, what arrived where" },
  { key: "/", does: "filters the events" },
  { key: "− 0 +", does: "size of the graph" },
  { key: "Esc", does: "closes a window, goes back to the execution's data" },
];

/** Presses the button that has a key, or goes to its field. */
export function pressKey(event: KeyboardEvent): void {
  const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
  if (!element) return;
  event.preventDefault();
  if (element instanceof HTMLInputElement) element.focus();
  else element.click();
}
