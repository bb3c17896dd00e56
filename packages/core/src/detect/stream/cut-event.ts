import { MAX_EVENT } from './template-program.ts';

const FEED = 0x0a;
const RETURN = 0x0d;
const NONE = new Uint8Array(0);

/** An event that the end of its piece cut off, until the next piece brings the rest of it. */
export class CutEvent {
  /** What is kept of it, valid until another is kept; empty for none. */
  begun: Uint8Array = NONE;
  /** An event ends with its first line, not with a blank one. */
  readonly #byLine: boolean;
  #room: Uint8Array | undefined;

  constructor(byLine: boolean) {
    this.#byLine = byLine;
  }

  /**
   * Keeps the event that begins at `from`, unless it is whole: then it is to be read at once.
   * @returns whether it was kept.
   */
  keep(bytes: Uint8Array, from: number): boolean {
    const length = bytes.length - from;
    if (length === 0 || length > MAX_EVENT || this.#hasEnd(bytes, from)) return false;
    this.#room ??= new Uint8Array(MAX_EVENT);
    this.begun = this.#room.subarray(0, length);
    this.begun.set(from === 0 ? bytes : bytes.subarray(from));
    return true;
  }

  /** What is kept, which is kept no longer. */
  release(): Uint8Array {
    const { begun } = this;
    this.begun = NONE;
    return begun;
  }

  /** Whether there is, or may be, the end of an event. */
  #hasEnd(bytes: Uint8Array, from: number): boolean {
    // Of so few bytes this takes less time than the platform's searches.
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === RETURN || (byte === FEED && (this.#byLine || bytes[at + 1] === FEED))) return true;
    }
    return false;
  }
}
