/** The end of a sentence about a word that is not known: `; did you mean "Next"?` if any is near, else `otherwise`. */
export function didYouMean(word: string, known: Iterable<string>, otherwise = "."): string {
  const nearest = nearestWords(word, known).map(candidate => `"${candidate}"`);
  return nearest.length === 0 ? otherwise : `; did you mean ${nearest.join(" or ")}?`;
}

/** The known words that were most likely meant: those that differ in upper and lower case or in the fewest letters. */
export function nearestWords(word: string, known: Iterable<string>): string[] {
  const most = Math.max(1, Math.min(3, Math.round(word.length / 4)));
  let nearest: string[] = [];
  let least = most;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance > least) continue;
    if (distance < least) nearest = [];
    least = distance;
    nearest.push(candidate);
  }
  return nearest;
}

/** Whether one word was most likely meant by the other. */
export const isNear = (word: string, known: string): boolean => nearestWords(word, [known]).length > 0;

/** How many letters have to be added, taken out, changed or swapped with the next one to get from one word to the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] as number) + 1 : changed;
      current[j] = Math.min((previous[j] as number) + 1, (current[j - 1] as number) + 1, changed, swapped);
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] as number;
}
