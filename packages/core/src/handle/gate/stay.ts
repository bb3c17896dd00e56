/** Weight of one attempt in the share that callers left, and of one departure in how long they stay. */
const WEIGHT = 1 / 4;
/** Share of attempts that callers left, from which the line is served by how long they stay. */
const MOST = 0.5;
/**
 * Of the time that callers stay an answer is thought to need no more than this share, whatever one that was given up took:
 * where the slowest of a hundred takes longer than they stay, everybody would be too late.
 */
const MOST_NEEDED = 3 / 4;

/**
 * How long callers stay who never said when they would leave. A line that is served in order of arrival, and is as long
 * as its callers' patience, hands every turn to one who leaves before the answer: all of them are served, and none is
 * answered, long after the target is back. So when most attempts end with their caller leaving, it is learned how long
 * calls last, and those that are about to end go last, until nobody waits any more.
 */
export class Stay {
  #leftShare = 0;
  #lastsMs = 0;
  #isLearned = false;
  /** Attempts that were given up show that an answer takes longer than they lasted, milliseconds. */
  #neededMs = 0;

  /**
   * An attempt ended because its caller left.
   * @param ageMs - how long the call had lasted, and of that the attempt: `tookMs`.
   */
  left(ageMs: number, tookMs: number): void {
    this.#neededMs = Math.max(this.#neededMs, 2 * tookMs);
    this.#lastsMs = this.#leftShare === 0 ? ageMs : this.#lastsMs + (ageMs - this.#lastsMs) * WEIGHT;
    this.#leftShare += (1 - this.#leftShare) * WEIGHT;
    if (this.#leftShare > MOST) this.#isLearned = true;
  }

  /** An attempt was answered, well or badly. */
  stayed(): void {
    this.#leftShare = this.#leftShare < 0.01 ? 0 : this.#leftShare * (1 - WEIGHT);
  }

  /** Nobody waits any more. */
  forget(): void {
    this.#isLearned = false;
    this.#neededMs = 0;
  }

  /** The last instant at which it makes sense to begin an attempt of a call that was made at `sinceMs`. */
  lastStartMs(sinceMs: number, usualMs: number): number {
    if (!this.#isLearned) return Infinity;
    // Two times the usual: half of all answers take longer than one.
    const neededMs = Math.max(2 * usualMs, this.#neededMs);
    return sinceMs + this.#lastsMs - Math.min(neededMs, this.#lastsMs * MOST_NEEDED);
  }
}
