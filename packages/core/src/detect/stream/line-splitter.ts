import { MAX_FRAME } from './frame.ts';
import { UTF8 } from './json-bytes.ts';

const FEED = 0x0a;
const RETURN = 0x0d;
/** What a line that goes over several pieces is first given room for, bytes. */
const FIRST_ROOM = 4_096;

/** Takes bytes apart into lines of text that end with LF, CR or CRLF. Keeps at most the beginning of one. */
export class LineSplitter {
  readonly #onLine: (line: string, cut: boolean) => void;
  readonly #leap: ((bytes: Uint8Array, from: number) => number) | undefined;
  /** Drops the mark of byte order, which only the very first line can begin with. */
  #decoder = new TextDecoder();
  /** The line that has not ended, in a room that may be larger. */
  #rest = new Uint8Array(0);
  #restLength = 0;
  #cut = false;
  /** The last line ended with CR: an LF that follows belongs to it. */
  #afterReturn = false;

  /**
   * @param leap - asked at the beginning of every line that begins within a piece: where to go on, if lines from there
   *   need not be taken apart.
   */
  constructor(onLine: (line: string, cut: boolean) => void, leap?: (bytes: Uint8Array, from: number) => number) {
    this.#onLine = onLine;
    this.#leap = leap;
  }

  take(bytes: Uint8Array): void {
    let from = 0;
    if (this.#afterReturn && bytes.length > 0) {
      this.#afterReturn = false;
      if (bytes[0] === FEED) from = 1;
    }
    if (this.#restLength === 0 && this.#leap !== undefined) from = this.#leap(bytes, from);
    for (let at = lineEnd(bytes, from); at < bytes.length; at = lineEnd(bytes, from)) {
      this.#line(bytes, from, at);
      from = at + 1;
      if (bytes[at] === RETURN) {
        if (from === bytes.length) this.#afterReturn = true;
        else if (bytes[from] === FEED) from++;
      }
      if (this.#leap !== undefined) from = this.#leap(bytes, from);
    }
    if (from < bytes.length) this.#keep(bytes, from, bytes.length);
  }

  /** Hands over a last line without an end. */
  end(): void {
    if (this.#restLength > 0) this.#endRest();
  }

  #line(bytes: Uint8Array, from: number, to: number): void {
    if (this.#restLength === 0 && to - from <= MAX_FRAME) {
      this.#onLine(from === to ? '' : this.#decode(bytes.subarray(from, to)), false);
      return;
    }
    this.#keep(bytes, from, to);
    this.#endRest();
  }

  #endRest(): void {
    const line = this.#decode(this.#rest.subarray(0, this.#restLength));
    const cut = this.#cut;
    this.#restLength = 0;
    this.#cut = false;
    this.#onLine(line, cut);
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const end = Math.min(to, from + MAX_FRAME - this.#restLength);
    if (end < to) this.#cut = true;
    const length = this.#restLength + end - from;
    if (length > this.#rest.length) {
      const room = new Uint8Array(Math.max(FIRST_ROOM, Math.min(MAX_FRAME, 2 * length)));
      room.set(this.#rest.subarray(0, this.#restLength));
      this.#rest = room;
    }
    this.#rest.set(bytes.subarray(from, end), this.#restLength);
    this.#restLength = length;
  }

  #decode(bytes: Uint8Array): string {
    const decoder = this.#decoder;
    this.#decoder = UTF8;
    return decoder.decode(bytes);
  }
}

/** Where the line ends that begins at `from`; the length of `bytes` where it goes on. */
function lineEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== FEED && bytes[at] !== RETURN) at++;
  return at;
}
