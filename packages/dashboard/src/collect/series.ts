import { addBucket, type Bucket, emptyBucket } from './bucket.ts';

/** How finely the past is kept, and for how long; both in milliseconds. */
export interface Resolution {
  readonly stepMs: number;
  readonly keepMs: number;
}

/**
 * Finest first. Every range of the page has 60 to 288 points: enough to see a blip of seconds in the last minutes, few
 * enough to send at once.
 */
export const RESOLUTIONS: readonly [Resolution, ...Resolution[]] = [
  { stepMs: 2_000, keepMs: 5 * 60_000 },
  { stepMs: 15_000, keepMs: 60 * 60_000 },
  { stepMs: 300_000, keepMs: 24 * 60 * 60_000 },
];

/** The finest resolution that still has everything since `fromMs`; the coarsest where none has. */
export function resolutionFor(fromMs: number, nowMs: number): Resolution {
  return RESOLUTIONS.find(({ keepMs }) => fromMs >= nowMs - keepMs) ?? RESOLUTIONS.at(-1) ?? RESOLUTIONS[0];
}

/** What happened over the last day, in buckets of three widths. Steps in which nothing happened take no memory. */
export class Series {
  readonly #tiers = RESOLUTIONS.map((resolution) => ({ ...resolution, buckets: [] as Bucket[] }));
  /** The finest bucket, not yet in any tier. */
  #current: Bucket | undefined = undefined;

  /** When something was last recorded, milliseconds since the epoch; 0 before the first time. */
  get lastAt(): number {
    return this.#current?.at ?? 0;
  }

  /**
   * The bucket to write to.
   * @param atMs - milliseconds since the epoch. A clock that was set back writes to the newest bucket there is.
   */
  bucket(atMs: number): Bucket {
    const { stepMs } = RESOLUTIONS[0];
    const at = Math.floor(atMs / stepMs) * stepMs;
    if (this.#current !== undefined && at <= this.#current.at) return this.#current;
    if (this.#current !== undefined) {
      for (const tier of this.#tiers) {
        absorb(tier.buckets, tier.stepMs, this.#current);
        const oldest = at - tier.keepMs - tier.stepMs;
        while (tier.buckets[0] !== undefined && tier.buckets[0].at < oldest) tier.buckets.shift();
      }
    }
    this.#current = emptyBucket(at);
    return this.#current;
  }

  /** What happened from `fromMs` to `toMs`, oldest first, in steps of `stepMs`, which is one of `RESOLUTIONS`. */
  read({ stepMs }: Resolution, fromMs: number, toMs: number): readonly Bucket[] {
    const tier = this.#tiers.find((other) => other.stepMs === stepMs);
    if (tier === undefined || this.#current === undefined) return [];
    const buckets = [...tier.buckets];
    const last = buckets.pop();
    // A copy: what is under way must not be written to the tier before its time.
    if (last !== undefined) absorb(buckets, stepMs, last);
    absorb(buckets, stepMs, this.#current);
    return buckets.filter(({ at }) => at + stepMs > fromMs && at <= toMs);
  }
}

/** Adds `bucket` to the last of `buckets`, or after it, where it belongs to a later step. */
function absorb(buckets: Bucket[], stepMs: number, bucket: Bucket): void {
  const at = Math.floor(bucket.at / stepMs) * stepMs;
  let last = buckets.at(-1);
  if (last === undefined || last.at < at) {
    last = emptyBucket(at);
    buckets.push(last);
  }
  addBucket(last, bucket);
}
