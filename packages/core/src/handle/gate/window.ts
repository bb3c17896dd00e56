import type { Settled } from './breaker-state.ts';

const BUCKETS = 10;
/** Weight of one result in what fails lately. */
export const WEIGHT_OF_LATEST: number = 1 / 16;
/** Fewer calls say too little of that. */
const FEWEST_CALLS = 16;
/** A rate is taken over no less than this, milliseconds. */
const SHORTEST_MS = 1_000;

/** What a window holds. */
type WindowTally = Pick<Settled, 'calls' | 'failures' | 'callsPerSecond' | 'failedLately'>;

/**
 * Counts of the last `windowMs`, exact to a tenth of it: a ring of buckets that are cleared as time passes over
 * them. Plain numbers in a plain array, because there is one for every target.
 */
export class CallWindow {
  readonly #bucketMs: number;
  /** Calls and failures of each bucket, side by side. */
  readonly #counts: number[] = Array.from({ length: BUCKETS * 2 }, () => 0);
  /** Number of the newest bucket since time 0; -1 before the first record. */
  #newest = -1;
  /** What came before is not counted, and so is its time. The first record, after a pause too, or the last clearing. */
  #sinceMs = Infinity;
  #calls = 0;
  #failures = 0;
  #lately = 0;
  /** Calls since it was cleared, counted up to `FEWEST_CALLS`. */
  #known = 0;

  constructor(windowMs: number) {
    this.#bucketMs = Math.max(windowMs / BUCKETS, 1);
  }

  /** The share of calls that failed, in [0, 1], the latest counting most, however long ago; 0 where too few are known. */
  get failedLately(): number {
    return this.#known < FEWEST_CALLS ? 0 : this.#lately;
  }

  record(nowMs: number, failed: boolean): void {
    const slot = this.#advance(nowMs);
    if (this.#sinceMs === Infinity) this.#sinceMs = nowMs;
    this.#counts[slot]! += 1;
    this.#calls++;
    this.#known = Math.min(FEWEST_CALLS, this.#known + 1);
    this.#lately += ((failed ? 1 : 0) - this.#lately) * WEIGHT_OF_LATEST;
    if (!failed) return;
    this.#counts[slot + 1]! += 1;
    this.#failures++;
  }

  /** All of it that a breaker judges by. */
  tally(nowMs: number): WindowTally {
    this.#advance(nowMs);
    // Over a second at least, since a moment says little.
    const overMs = Math.min(this.#bucketMs * BUCKETS, Math.max(nowMs - this.#sinceMs, SHORTEST_MS));
    const callsPerSecond = (this.#calls * 1_000) / overMs;
    return { calls: this.#calls, failures: this.#failures, failedLately: this.failedLately, callsPerSecond };
  }

  clear(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#counts.fill(0);
    this.#calls = 0;
    this.#failures = 0;
    this.#lately = 0;
    this.#known = 0;
  }

  /** Clears what has fallen out of the window, and answers where the newest bucket stands. */
  #advance(nowMs: number): number {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    if (bucket > this.#newest) {
      const stale = Math.min(bucket - this.#newest, BUCKETS);
      // Nothing is left: a target that is called again after a pause is not slow because of it.
      if (stale === BUCKETS) this.#sinceMs = Infinity;
      for (let ahead = 1; ahead <= stale; ahead++) {
        const slot = ((this.#newest + ahead) % BUCKETS) * 2;
        this.#calls -= this.#counts[slot]!;
        this.#failures -= this.#counts[slot + 1]!;
        this.#counts[slot] = 0;
        this.#counts[slot + 1] = 0;
      }
      this.#newest = bucket;
    }
    return (this.#newest % BUCKETS) * 2;
  }
}
