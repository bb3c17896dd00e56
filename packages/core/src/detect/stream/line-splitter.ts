import { MAX_FRAME } from './frame.ts';

/** Takes text apart into lines that end with LF, CR or CRLF. Keeps at most the beginning of one. */
export class LineSplitter {
  // Drops a byte order mark at the very start, and waits for the rest of a character that was cut.
  readonly #decoder = new TextDecoder();
  readonly #onLine: (line: string, cut: boolean) => void;
  /** The line that has not ended. */
  #rest = '';
  #cut = false;
  /** The last line ended with CR: an LF that follows belongs to it. */
  #afterReturn = false;

  constructor(onLine: (line: string, cut: boolean) => void) {
    this.#onLine = onLine;
  }

  take(bytes: Uint8Array): void {
    this.#split(this.#decoder.decode(bytes, { stream: true }));
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
    let feed = text.indexOf('\n', from);
    let back = text.indexOf('\r', from);
    while (feed >= 0 || back >= 0) {
      const isReturn = back >= 0 && (feed < 0 || back < feed);
      const at = isReturn ? back : feed;
      this.#line(text.slice(from, at));
      from = at + 1;
      if (isReturn && from === text.length) this.#afterReturn = true;
      else if (isReturn && feed === from) from++;
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
