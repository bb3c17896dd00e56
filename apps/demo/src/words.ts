/** `0.4 s`, `139 ms`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** `4 retries`, `1 retry`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `503 overloaded ×25, 429 rate_limited ×3, +1 more`: the most frequent first, as many as fit into `width`. */
export function tally(counts: ReadonlyMap<string, number>, width: number): string {
  const items = [...counts].toSorted(([, left], [, right]) => right - left).map(([name, times]) => `${name} ×${times}`);
  for (let shown = items.length; shown > 1; shown--) {
    const more = shown === items.length ? [] : [`+${items.length - shown} more`];
    const text = [...items.slice(0, shown), ...more].join(', ');
    if (text.length <= width) return text;
  }
  return items[0] ?? '';
}

/** A text broken between words so that its first part fits into `width`; all that is left is the second. */
export function inTwo(text: string, width: number): [string, string] {
  if (text.length <= width) return [text, ''];
  const space = text.lastIndexOf(' ', width);
  return space <= 0 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)];
}
