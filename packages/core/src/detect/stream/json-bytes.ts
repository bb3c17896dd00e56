/** What the bytes of JSON are: the scans by which events are compared without being decoded. */

export const QUOTE = 0x22;
export const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;

/** Characters of ASCII that stand for themselves in a text of JSON, and those of a number. */
export const PLAIN = 1;
export const DIGIT = 2;

/** For bytes that begin and end with whole characters: nothing is left between two calls, so one is enough for all. */
export const UTF8: TextDecoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** What each byte is. */
const KINDS: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_kind, byte) => {
  if (byte >= ZERO && byte <= NINE) return DIGIT;
  return byte >= 0x20 && byte <= 0x7f && byte !== QUOTE && byte !== BACKSLASH ? PLAIN : 0;
});

/** Where a run of bytes ends that are of a kind. @param kind - `PLAIN`, digits included, or `DIGIT`. */
export function runEnd(bytes: Uint8Array, from: number, kind: number): number {
  let at = from;
  while (at < bytes.length && KINDS[bytes[at]!]! >= kind) at++;
  return at;
}

/** Where the quote stands that ends a text; beyond the bytes where it is not among them. */
export function quoteAfter(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Characters of a text that JSON wrote; -1 for bytes that are none. */
export function charactersOf(bytes: Uint8Array): number {
  try {
    return (JSON.parse(`"${UTF8.decode(bytes)}"`) as string).length;
  } catch {
    return -1;
  }
}
