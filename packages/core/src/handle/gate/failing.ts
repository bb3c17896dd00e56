/** What remains of the longest failure with each one that follows: an outage fails in its own way. */
const FADE = 0.8;
/** Times the longest failure that an attempt must last to have outlived them. */
const TIMES = 3;
/** And no less than this, milliseconds: what fails at once does not do so to the millisecond. */
const SHORTEST_MS = 100;

/** How long an attempt lasts, milliseconds, that is unlikely to become one more of failures that take so long. */
export function outlivingMs(failureMs: number): number {
  return Math.max(SHORTEST_MS, TIMES * failureMs);
}

/** How long the failures of a target take, and so when an attempt at it is unlikely to become one more. */
export class Failing {
  #longestMs = 0;

  note(durationMs: number): void {
    this.#longestMs = Math.max(durationMs, this.#longestMs * FADE);
  }

  /** How long an attempt lasts that has outlived them, milliseconds; Infinity while nothing has failed. */
  get outlivedMs(): number {
    return this.#longestMs === 0 ? Infinity : outlivingMs(this.#longestMs);
  }
}
