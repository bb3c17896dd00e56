/**
 * The candidate that `word` is most likely a misspelling of, whatever its case; undefined where none is close. Compares which letters
 * there are, not their order: enough to tell a slip of the keyboard, at a tenth of the code of an edit distance.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const distances = candidates.map((candidate) => difference(plain(word), plain(candidate)));
  const least = Math.min(...distances);
  return least <= 2 ? candidates[distances.indexOf(least)] : undefined;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '');
}

function difference(a: string, b: string): number {
  return missing(a, b) + missing(b, a) + Math.abs(a.length - b.length);
}

/** How many letters of `a` do not occur in `b`. */
function missing(a: string, b: string): number {
  return a.split('').filter((letter) => !b.includes(letter)).length;
}
