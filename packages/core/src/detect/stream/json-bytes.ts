/** What the bytes of JSON are: the tables and scans by which events are compared without being decoded. */

export const QUOTE = 0x22;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;

/** 1 for each byte that is a character of the list. */
function tableOf(isIn: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_entry, byte) => (isIn(byte) ? 1 : 0));
}

/** Characters of ASCII that stand for themselves in a text of JSON: a table with 1 for each. */
export const PLAIN: Uint8Array = /* @__PURE__ */ tableOf(
  (byte) => byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH,
);
export const DIGIT: Uint8Array = /* @__PURE__ */ tableOf((byte) => byte >= ZERO && byte <= NINE);

/** Where a run of bytes ends that are in the table. */
export function runEnd(bytes: Uint8Array, from: number, table: Uint8Array): number {
  let at = from;
  while (at < bytes.length && table[bytes[at]!] === 1) at++;
  return at;
}

/** Where the quote stands that ends a text; beyond the bytes where it is not among them. */
export function quoteAfter(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Whether what stands there is a number as JSON writes it: without a zero before other digits. */
export function isNumber(bytes: Uint8Array, from: number, end: number): boolean {
  return end === from + 1 || (end > from && bytes[from] !== ZERO);
}

/** Characters of a text that JSON wrote; -1 for bytes that are none. */
export function charactersOf(bytes: Uint8Array): number {
  try {
    return (JSON.parse(`"${new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)}"`) as string).length;
  } catch {
    return -1;
  }
}
