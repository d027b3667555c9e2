const key = "console-scheme";

/** Shows the colour scheme that somebody has chosen; until then it is the system's. */
export function keepScheme(): void {
  const chosen = localStorage.getItem(key);
  if (chosen) document.documentElement.dataset.scheme = chosen;
}

/** Shows the other colour scheme than the one of now, from now on. */
export function changeScheme(): void {
  const { dataset } = document.documentElement;
  const now = dataset.scheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  dataset.scheme = now === "dark" ? "light" : "dark";
  localStorage.setItem(key, dataset.scheme);
}
