import { MAX_FRAME } from './frame.ts';

/** Takes text apart into lines that end with LF, CR or CRLF. Keeps at most the beginning of one. */
export class LineSplitter {
  // Drops a byte order mark at the very start, and waits for the rest of a character that was cut.
  readonly #decoder = new TextDecoder();
  // Several times as fast, for bytes that begin and end with whole characters.
  readonly #wholeDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #onLine: (line: string, cut: boolean) => void;
  readonly #leap: ((text: string, from: number) => number) | undefined;
  /** Whether what follows begins with a whole character, and is not the very start. */
  #isWhole = false;
  /** The line that has not ended. */
  #rest = '';
  #cut = false;
  /** The last line ended with CR: an LF that follows belongs to it. */
  #afterReturn = false;

  /**
   * @param leap - asked at the beginning of every line that begins within a text: where to go on, if lines from there
   *   need not be taken apart.
   */
  constructor(onLine: (line: string, cut: boolean) => void, leap?: (text: string, from: number) => number) {
    this.#onLine = onLine;
    this.#leap = leap;
  }

  take(bytes: Uint8Array): void {
    const endsWhole = (bytes.at(-1) ?? 0xff) < 0x80;
    const text =
      this.#isWhole && endsWhole ? this.#wholeDecoder.decode(bytes) : this.#decoder.decode(bytes, { stream: true });
    this.#isWhole = endsWhole || (this.#isWhole && bytes.length === 0);
    this.#split(text);
  }

  /** Hands over a last line without an end. */
  end(): void {
    this.#split(this.#decoder.decode());
    if (this.#rest !== '') this.#line('');
  }

  #split(text: string): void {
    let from = 0;
    if (this.#afterReturn && text !== '') {
      this.#afterReturn = false;
      if (text.startsWith('\n')) from = 1;
    }
    if (this.#rest === '' && this.#leap !== undefined) from = this.#leap(text, from);
    let feed = text.indexOf('\n', from);
    let back = text.indexOf('\r', from);
    while (feed >= 0 || back >= 0) {
      const isReturn = back >= 0 && (feed < 0 || back < feed);
      const at = isReturn ? back : feed;
      this.#line(text.slice(from, at));
      from = at + 1;
      if (isReturn && from === text.length) this.#afterReturn = true;
      else if (isReturn && feed === from) from++;
      if (this.#leap !== undefined) from = this.#leap(text, from);
      if (feed >= 0 && feed < from) feed = text.indexOf('\n', from);
      if (back >= 0 && back < from) back = text.indexOf('\r', from);
    }
    if (from < text.length) this.#keep(from === 0 ? text : text.slice(from));
  }

  #keep(text: string): void {
    const room = MAX_FRAME - this.#rest.length;
    if (text.length > room) this.#cut = true;
    if (room > 0) this.#rest += text.length > room ? text.slice(0, room) : text;
  }

  #line(text: string): void {
    if (this.#rest === '' && text.length <= MAX_FRAME) {
      this.#onLine(text, false);
      return;
    }
    this.#keep(text);
    const line = this.#rest;
    const cut = this.#cut;
    this.#rest = '';
    this.#cut = false;
    this.#onLine(line, cut);
  }
}
