/**
 * Each doubling of a value has four buckets, which end at these multiples of its start. The steps are as even as
 * thirty-seconds allow: an estimate in the middle of the widest one is off by 9.1 % at most.
 */
const ENDS = [1, 1.1875, 1.40625, 1.6875, 2] as const;
/** Values are read in steps of 1/64 ms, as integers: one logarithm would cost more than all the rest. */
const STEPS = 64;
/** Longer values, above four hours, count as this. */
const LONGEST_MS = 2 ** 24 - 1;
/** When so many values are in it, all counts are halved: old values fade, and the newest few thousand decide. */
const FADE_AT = 8_192;
/** One number holds the counts of two neighbours, 15 bits each: small integers cost 8 bytes however small they are. */
const UPPER = 2 ** 15;

/**
 * How long things took, in buckets on a logarithmic scale from 1 ms up. Memory is taken for the buckets between the
 * least and the greatest value only: 14 pairs of 8 bytes for half a second to a minute.
 */
export class LogHistogram {
  #pairs: number[] = [];
  /** The pair of buckets that `#pairs` begins with. */
  #first = 0;
  #total = 0;

  /** @param milliseconds - 0 or more; up to 1 all values count as 1. */
  record(milliseconds: number): void {
    const bucket = bucketOf(milliseconds);
    const index = (bucket >> 1) - this.#first;
    if (!(index >= 0 && index < this.#pairs.length)) this.#include(bucket >> 1);
    this.#pairs[(bucket >> 1) - this.#first]! += bucket & 1 ? UPPER : 1;
    if (++this.#total >= FADE_AT) this.#fade();
  }

  /**
   * The value that `share` of the values do not exceed, in milliseconds, within 10 %; undefined where there are none.
   * @param share - 0 to 1: 0.5 is the median.
   */
  quantile(share: number): number | undefined {
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (const [index, pair] of this.#pairs.entries()) {
      const bucket = (this.#first + index) * 2;
      seen += pair % UPPER;
      if (seen >= rank) return middleOf(bucket);
      seen += pair >> 15;
      if (seen >= rank) return middleOf(bucket + 1);
    }
    return undefined;
  }

  /** Makes room for a pair of buckets. */
  #include(pair: number): void {
    const { length } = this.#pairs;
    const first = length === 0 ? pair : Math.min(this.#first, pair);
    const last = Math.max(length === 0 ? pair : this.#first + length - 1, pair);
    const before = this.#first - first;
    this.#pairs = Array.from({ length: last - first + 1 }, (_, index) => this.#pairs[index - before] ?? 0);
    this.#first = first;
  }

  #fade(): void {
    this.#total = 0;
    for (const [index, pair] of this.#pairs.entries()) {
      const [lower, upper] = [(pair % UPPER) >> 1, pair >> 16];
      this.#pairs[index] = upper * UPPER + lower;
      this.#total += lower + upper;
    }
  }
}

function bucketOf(milliseconds: number): number {
  if (!(milliseconds > 1)) return 0;
  const steps = (Math.min(milliseconds, LONGEST_MS) * STEPS) | 0;
  const doublings = 31 - Math.clz32(steps);
  const thirtySeconds = (steps >> (doublings - 5)) & 31;
  const part = thirtySeconds < 13 ? (thirtySeconds < 6 ? 0 : 1) : thirtySeconds < 22 ? 2 : 3;
  return (doublings - 6) * 4 + part;
}

/** The value that is equally far from both ends of a bucket, in proportion. */
function middleOf(bucket: number): number {
  const part = bucket % 4;
  const [start, end] = [ENDS[part]!, ENDS[part + 1]!];
  return Number(((2 ** Math.floor(bucket / 4) * 2 * start * end) / (start + end)).toPrecision(3));
}
