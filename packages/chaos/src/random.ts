/**
 * A 32-bit hash of its parts, in order. The same parts give the same number on every machine, which is what makes a
 * seed reproducible: a draw depends on what it is for, never on how many draws other requests made before it.
 * @see FNV-1a, with the finaliser of MurmurHash3 so that near-equal inputs part ways.
 */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    const text = String(part);
    for (let index = 0; index < text.length; index += 1) {
      state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
    }
    state = Math.imul(state ^ 0x1f, 0x01000193); // a separator, so that ('ab', 'c') differs from ('a', 'bc')
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** A number in [0, 1) decided by its parts alone. */
export function draw(...parts: readonly (string | number)[]): number {
  return hash(...parts) / 2 ** 32;
}

/** A generator of numbers in [0, 1), decided by its seed alone. @see mulberry32, public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `length` hexadecimal digits decided by the parts: the tail of request and completion ids. */
export function hexadecimal(length: number, ...parts: readonly (string | number)[]): string {
  let digits = '';
  for (let block = 0; digits.length < length; block += 1) {
    digits += hash(...parts, block)
      .toString(16)
      .padStart(8, '0');
  }
  return digits.slice(0, length);
}
