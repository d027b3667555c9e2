// Finds the sections that hold every word that was typed; those with the words in a heading come first.

const form = document.getElementById("search");
const input = document.getElementById("query");
const results = document.getElementById("results");
const found = document.getElementById("found");
const shown = 8;

let sections;

async function load() {
  sections ??= fetch("search.json").then(response => response.json());
  return await sections;
}

async function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = words.length > 0 ? await load() : [];
  const hits = all
    .map(section => ({ ...section, score: score(section, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  results.replaceChildren(...hits.slice(0, shown).map(item));
  results.hidden = hits.length === 0;
  found.textContent = words.length > 0 ? `${hits.length} section${hits.length === 1 ? "" : "s"}` : "";
}

function score({ page, heading, text }, words) {
  const title = `${page} ${heading}`.toLowerCase();
  const body = text.toLowerCase();
  const scores = words.map(word => (title.includes(word) ? 3 : 0) + (body.includes(word) ? 1 : 0));
  return scores.includes(0) ? 0 : scores.reduce((sum, one) => sum + one, 0);
}

function item({ url, page, heading }) {
  const link = document.createElement("a");
  link.href = url;
  link.textContent = page === heading ? page : `${page}: ${heading}`;
  const element = document.createElement("li");
  element.append(link);
  return element;
}

form.hidden = false;
form.addEventListener("submit", event => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
input.addEventListener("focus", load, { once: true });
input.addEventListener("input", search);
results.addEventListener("click", () => {
  input.value = "";
  search();
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && form.contains(document.activeElement)) {
    input.value = "";
    search();
    input.focus();
  }
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    input.focus();
  }
});
