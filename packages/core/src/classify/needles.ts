/** What a pattern is made of: letters that must be there, and whatever else stands in it. */
const PART = /((?:[^\\.^$?*+{}()[\]|]|\\\W)+)(?![?*{])|\\.|\[(?:\\.|[^\]])*\]|\{[^}]*\}|[^]/g;

/** Pieces of text so short are too common to tell anything; but not of Chinese, where each character is a word. */
const TOO_SHORT = 2;

/**
 * Texts of which every text that a pattern matches holds at least one: where none of them is, the pattern need not be
 * tried. Only what stands there letter by letter is used; classes, assertions and what is optional are passed over.
 *
 * @param source - of a regular expression without flags that change what a letter means.
 * @returns undefined where no such texts are known.
 */
export function needlesOf(source: string): readonly string[] | undefined {
  const needles: string[] = [];
  let best: readonly string[] | undefined;
  let length = TOO_SHORT;
  // Of all that an alternative cannot do without the longest, which is the rarest.
  const offer = (found: readonly string[] = ['']): void => {
    const shortest = Math.min(...found.map((needle) => needle.length + (needle > '\u00ff' ? 2 : 0)));
    if (shortest > length) [best, length] = [found, shortest];
  };
  let depth = 0;
  let opened = 0;
  for (const { 0: part, 1: letters, index } of `${source}|`.matchAll(PART)) {
    if (part === '(' && depth++ === 0) opened = index + 1;
    if (part === ')' && --depth === 0 && !/^\?|[?*{]$/.test(source[opened] + source.slice(index + 1, index + 2)))
      offer(needlesOf(source.slice(opened, index)));
    if (depth > 0) continue;
    if (letters !== undefined) offer([letters.replaceAll('\\', '')]);
    if (part !== '|') continue;
    if (best === undefined) return undefined;
    needles.push(...best);
    [best, length] = [undefined, TOO_SHORT];
  }
  return needles;
}
